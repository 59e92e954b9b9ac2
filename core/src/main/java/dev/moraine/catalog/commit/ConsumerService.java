package dev.moraine.catalog.commit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Consumer;
import dev.moraine.catalog.ConsumerFiles;
import dev.moraine.catalog.ConsumerId;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.NotFound;
import dev.moraine.identity.Principal;

/**
 * Use cases on consumers: list, set back, forget.
 *
 * <p>Consumers are files and nothing else, as streaming readers write them without asking us.
 */
public final class ConsumerService {
  private final SnapshotLookup lookup;
  private final ConsumerFiles consumers;
  private final TableLocks locks;

  public ConsumerService(
      Transactions transactions,
      Access access,
      SnapshotFiles snapshots,
      ConsumerFiles consumers,
      TableLocks locks) {
    this.lookup = new SnapshotLookup(transactions, access, snapshots);
    this.consumers = consumers;
    this.locks = locks;
  }

  /** By id, ascending. A page may be short: consumers go while we read. */
  public Page<Consumer> list(
      Principal caller, CatalogId catalog, TableName name, PageRequest page) {
    Table table = lookup.requireTable(caller, catalog, name, Action.LIST_CONSUMERS);
    Page<ConsumerId> ids = Page.cut(consumers.list(table.branchFolder()), page, ConsumerId::value);
    return new Page<>(
        ids.items().stream()
            .flatMap(id -> consumers.find(table.branchFolder(), id).stream())
            .toList(),
        ids.nextToken());
  }

  /**
   * Lets a consumer go on at a snapshot, whether there was such a consumer or not.
   *
   * @throws NotFound for the snapshot when the table has it not
   */
  public void reset(Principal caller, CatalogId catalog, TableName name, Consumer consumer) {
    Table table = lookup.requireTable(caller, catalog, name, Action.RESET_CONSUMER);
    // Inside the lock: a rollback must not undo the snapshot between our look and our file.
    locks.inside(
        table.id(),
        () -> {
          lookup.require(lookup.requireStill(table), consumer.nextSnapshotId());
          consumers.put(table.branchFolder(), consumer);
          return consumer;
        });
  }

  /** Forgets a consumer; fine when there is none. */
  public void delete(Principal caller, CatalogId catalog, TableName name, ConsumerId id) {
    consumers.delete(
        lookup.requireTable(caller, catalog, name, Action.RESET_CONSUMER).branchFolder(), id);
  }
}
