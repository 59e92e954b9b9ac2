package dev.moraine.catalog.commit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Use cases on the snapshots that a table has: look, list, roll back.
 *
 * <p>The head comes from the database, everything older from the files: clients expire snapshots by
 * deleting their files.
 */
public final class SnapshotService {
  private final Transactions transactions;
  private final Access access;
  private final SnapshotFiles snapshots;
  private final TagFiles tags;
  private final SnapshotLookup lookup;
  private final Forwards forwards;
  private final TableLocks locks;
  private final Clock clock;

  public SnapshotService(
      Transactions transactions,
      Access access,
      SnapshotFiles snapshots,
      TagFiles tags,
      Forwards forwards,
      TableLocks locks,
      Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.snapshots = snapshots;
    this.tags = tags;
    this.lookup = new SnapshotLookup(transactions, access, snapshots);
    this.forwards = forwards;
    this.locks = locks;
    this.clock = clock;
  }

  /**
   * @throws NotFound for the snapshot when the table has none yet
   */
  public Head head(Principal caller, CatalogId catalog, TableName name) {
    return transactions.read(
        tx -> {
          Table table = access.requireTable(tx, caller, catalog, name, Action.GET_SNAPSHOT);
          return tx.heads().find(table.ref()).orElseThrow(() -> noSnapshot(name, "yet"));
        });
  }

  /**
   * @throws NotFound for the snapshot when there is none of this version
   */
  public Snapshot get(
      Principal caller, CatalogId catalog, TableName name, SnapshotVersion version) {
    Table table =
        transactions.ask(tx -> access.requireTable(tx, caller, catalog, name, Action.GET_SNAPSHOT));
    return find(table, version).orElseThrow(() -> noSnapshot(name, "of this version"));
  }

  private Optional<Snapshot> find(Table table, SnapshotVersion version) {
    if (version instanceof SnapshotVersion.Tag tag) {
      return tags.find(table.branchFolder(), tag.name()).map(Tag::snapshot);
    }
    if (version instanceof SnapshotVersion.Latest) {
      return lookup.newest(table);
    }
    if (version instanceof SnapshotVersion.Id id) {
      return lookup.find(table, id.snapshotId());
    }
    return lookup.earliest(table);
  }

  /** Newest first; the token is a snapshot id. */
  public Page<Snapshot> list(
      Principal caller, CatalogId catalog, TableName name, PageRequest page) {
    Table table =
        transactions.ask(
            tx -> access.requireTable(tx, caller, catalog, name, Action.LIST_SNAPSHOTS));
    Optional<Snapshot> newest = lookup.newest(table);
    if (newest.isEmpty()) {
      return new Page<>(List.of(), Optional.empty());
    }
    long before = page.after().map(SnapshotService::parseId).orElse(Long.MAX_VALUE);
    List<Snapshot> found =
        snapshots.listIds(table.branchFolder()).stream()
            .filter(id -> id < before)
            .sorted((left, right) -> Long.compare(right, left))
            .flatMap(id -> lookup.readUpTo(table, newest.get(), id).stream())
            .limit(page.maxResults())
            .toList();
    Optional<String> next =
        found.size() == page.maxResults()
            ? Optional.of(Long.toString(found.get(found.size() - 1).id()))
            : Optional.empty();
    return new Page<>(found, next);
  }

  private static long parseId(String token) {
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("The page token '" + token + "' is no snapshot id");
    }
  }

  /**
   * Makes an older snapshot or a tag the newest one again; what is younger is deleted.
   *
   * <p>The head moves first, then files go: a crash in between leaves files ahead of the head,
   * which nobody is shown.
   *
   * @param from the head that the caller saw; another head by now is a conflict
   */
  public void rollback(
      Principal caller,
      CatalogId catalog,
      TableName name,
      SnapshotVersion version,
      Optional<Long> from) {
    Table table =
        transactions.read(
            tx -> access.requireTable(tx, caller, catalog, name, Action.ROLLBACK_TABLE));
    locks.inside(
        table.id(),
        () -> {
          forwards.endLeft(caller, table);
          return rollback(caller, table, version, from);
        });
  }

  private Snapshot rollback(
      Principal caller, Table table, SnapshotVersion version, Optional<Long> from) {
    Snapshot target =
        find(table, version)
            .orElseThrow(
                () ->
                    version instanceof SnapshotVersion.Tag tag
                        ? TagService.noTag(table.name(), tag.name())
                        : noSnapshot(table.name(), "of this version"));
    Head head =
        transactions
            .read(tx -> tx.heads().find(table.ref()))
            .orElseThrow(() -> noSnapshot(table.name(), "yet"));
    if (from.isPresent() && from.get() != head.snapshot().id()) {
      throw new Conflict("Latest snapshot " + head.snapshot().id() + " is not " + from.get());
    }
    if (target.id() == head.snapshot().id()) {
      return target;
    }
    // A tag outlives its snapshot's file, which the head needs.
    snapshots.putIfAbsent(table.branchFolder(), List.of(target));
    Map<Map<String, String>, PartitionStatistics> statistics = snapshots.statistics(table, target);
    boolean moved =
        transactions.write(
            tx -> {
              if (!tx.heads()
                  .advance(
                      table.ref(),
                      Optional.of(head),
                      Head.counted(target, statistics.values(), head.version() + 1))) {
                return false;
              }
              tx.partitions()
                  .replaceAll(table.ref(), statistics, Provenance.of(caller, clock.instant()));
              return true;
            });
    if (!moved) {
      throw new Conflict("Table '" + table.name() + "' was changed at the same time; try again");
    }
    snapshots.hintLatest(table.branchFolder(), target.id());
    snapshots.cleanYoungerThan(table, target);
    return target;
  }

  private static NotFound noSnapshot(TableName name, String which) {
    return new NotFound(
        ResourceKind.SNAPSHOT, name.table(), "Table '" + name + "' has no snapshot " + which);
  }
}
