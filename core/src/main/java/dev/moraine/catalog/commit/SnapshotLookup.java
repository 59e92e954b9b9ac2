package dev.moraine.catalog.commit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Lookup;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.util.Optional;

/** Finds a table's snapshots: the head in the database, everything older in the files. */
final class SnapshotLookup {
  private final Transactions transactions;
  private final Access access;
  private final SnapshotFiles snapshots;

  SnapshotLookup(Transactions transactions, Access access, SnapshotFiles snapshots) {
    this.transactions = transactions;
    this.access = access;
    this.snapshots = snapshots;
  }

  /**
   * @throws InvalidRequest when the table's kind has no snapshots
   */
  Table requireTable(Principal caller, CatalogId catalog, TableName name, Action action) {
    Table table = transactions.read(tx -> access.requireTable(tx, caller, catalog, name, action));
    if (!table.kind().hasSnapshots()) {
      throw new InvalidRequest(
          "Table '"
              + name
              + "' is of the kind "
              + table.kind().optionValue()
              + ", which has no snapshots, and so neither tags nor consumers");
    }
    return table;
  }

  /**
   * The table as it is now. To be asked inside the lock before files are written: they would bring
   * a dropped table's folder back.
   *
   * @throws NotFound when it was dropped meanwhile
   */
  Table requireStill(Table table) {
    return transactions.read(tx -> Lookup.requireTable(tx, table.catalogId(), table.ref()));
  }

  Optional<Snapshot> newest(Table table) {
    return transactions.read(tx -> tx.heads().find(table.ref())).map(Head::snapshot);
  }

  Optional<Snapshot> earliest(Table table) {
    return newest(table)
        .flatMap(
            newest ->
                snapshots.listIds(table.branchFolder()).stream()
                    .findFirst()
                    .flatMap(id -> readUpTo(table, newest, id)));
  }

  Optional<Snapshot> find(Table table, long snapshotId) {
    return newest(table).flatMap(newest -> readUpTo(table, newest, snapshotId));
  }

  /**
   * @throws NotFound when the table has no snapshot of this id
   */
  Snapshot require(Table table, long snapshotId) {
    return find(table, snapshotId)
        .orElseThrow(
            () ->
                new NotFound(
                    ResourceKind.SNAPSHOT,
                    Long.toString(snapshotId),
                    "Table '" + table.name() + "' has no snapshot " + snapshotId));
  }

  /** Empty for a file ahead of the head, which never became a snapshot of the table. */
  Optional<Snapshot> readUpTo(Table table, Snapshot newest, long snapshotId) {
    if (snapshotId == newest.id()) {
      return Optional.of(newest);
    }
    return snapshotId < newest.id()
        ? snapshots.read(table.branchFolder(), snapshotId)
        : Optional.empty();
  }
}
