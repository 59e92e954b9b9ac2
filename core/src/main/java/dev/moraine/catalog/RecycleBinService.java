package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Use cases on dropped managed tables: list, restore, delete for good.
 *
 * <p>A table that leaves the bin for good loses its rows first; its folder goes afterwards, and
 * what a crash leaves goes with the next sweep. Of several who restore or delete the same table,
 * one succeeds.
 */
public final class RecycleBinService {
  private static final int BATCH = 100;

  private final Transactions transactions;
  private final Access access;
  private final DroppedFolders folders;
  private final Clock clock;

  public RecycleBinService(
      Transactions transactions, Access access, DroppedFolders folders, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.folders = folders;
    this.clock = clock;
  }

  /** By the name that the tables had; several may have had the same. */
  public Page<DroppedTable> list(Principal caller, String catalog, PageRequest page) {
    return Page.of(
        transactions.read(
            tx ->
                tx.droppedTables()
                    .list(
                        access.requireCatalog(tx, caller, catalog, Action.LIST_DROPPED_TABLES).id(),
                        page)),
        page,
        DroppedTable::sortKey);
  }

  /**
   * Puts a table back into the database of the name that it was in.
   *
   * @param name its new name, where it is not to be the former one
   * @throws NotFound for the table when it is not in the bin, for the database when there is none
   *     of that name now
   * @throws AlreadyExists when a table or a view has the name
   */
  public Table restore(Principal caller, String catalog, TableId id, Optional<String> name) {
    return transactions.write(
        tx -> {
          DroppedTable dropped = require(tx, caller, catalog, id, Action.RESTORE_TABLE);
          Database database =
              Lookup.holdDatabase(tx, dropped.catalogId(), dropped.name().database());
          TableName destination =
              new TableName(database.name(), name.orElse(dropped.name().table()));
          if (RelationNames.isTaken(tx, dropped.catalogId(), destination)) {
            throw new AlreadyExists(
                ResourceKind.TABLE,
                destination.table(),
                RelationNames.sentence(destination) + "; restore the table under another name");
          }
          if (!tx.droppedTables()
              .restore(id, database.id(), destination.table(), caller.name(), clock.instant())) {
            throw new Conflict(
                "Dropped table '" + dropped.name() + "' was changed at the same time; try again");
          }
          return Lookup.requireTable(tx, dropped.catalogId(), id);
        });
  }

  /** Deletes a table for good, before its time is over. */
  public void purge(Principal caller, String catalog, TableId id) {
    transactions.write(
        tx -> tx.droppedTables().delete(require(tx, caller, catalog, id, Action.PURGE_TABLE)));
    folders.deleteLeft();
  }

  /**
   * Deletes all dropped tables of a catalog for good.
   *
   * @return how many
   */
  public int purgeAll(Principal caller, String catalog) {
    CatalogId id =
        transactions.read(
            tx -> access.requireCatalog(tx, caller, catalog, Action.PURGE_TABLE).id());
    PageRequest batch = new PageRequest(BATCH, Optional.empty());
    int purged = 0;
    List<DroppedTable> next;
    do {
      next = transactions.read(tx -> tx.droppedTables().list(id, batch));
      purged += delete(next);
    } while (!next.isEmpty());
    folders.deleteLeft();
    return purged;
  }

  /** Deletes all tables whose time is over, and the folders that an earlier deletion left. */
  public void sweep() {
    List<DroppedTable> expired;
    do {
      expired = transactions.read(tx -> tx.droppedTables().listExpired(clock.instant(), BATCH));
      delete(expired);
    } while (!expired.isEmpty());
    folders.deleteLeft();
  }

  // One transaction each: a commit that waits for the database waits for one table's partitions.
  private int delete(List<DroppedTable> tables) {
    int deleted = 0;
    for (DroppedTable table : tables) {
      if (transactions.write(tx -> tx.droppedTables().delete(table))) {
        deleted++;
      }
    }
    return deleted;
  }

  private DroppedTable require(
      Transaction tx, Principal caller, String catalog, TableId id, Action action) {
    return tx.droppedTables()
        .find(access.requireCatalog(tx, caller, catalog, action).id(), id)
        .orElseThrow(
            () ->
                new NotFound(
                    ResourceKind.TABLE,
                    id.value(),
                    "There is no dropped table of id '"
                        + id
                        + "': it was restored or deleted, or the id is another's; 'moraine table"
                        + " deleted' lists what can be restored"));
  }
}
