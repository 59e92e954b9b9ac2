package dev.moraine.catalog.commit;

import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Lookup;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which snapshot becomes a table's next one.
 *
 * <p>The snapshot's file is written first, if absent, and synced; then the head moves by
 * compare-and-set in one short transaction, together with the statistics. So a head never names a
 * file that is not there. A crash in between leaves a file ahead of the head, which nobody is
 * shown: the next commit of that id takes it over if it is the same commit, or replaces it.
 */
public final class CommitService {
  private static final Logger log = LoggerFactory.getLogger(CommitService.class);
  private static final int DRAFTS_DELETED_EVERY = 64;

  private final Transactions transactions;
  private final SnapshotFiles snapshots;
  private final TableFiles files;
  private final Forwards forwards;
  private final TableLocks locks;
  private final CommitTurns turns;
  private final CommitSteps steps;
  private final Clock clock;

  public CommitService(
      Transactions transactions,
      SnapshotFiles snapshots,
      TableFiles files,
      Forwards forwards,
      TableLocks locks,
      CommitTurns turns,
      CommitSteps steps,
      Clock clock) {
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.files = files;
    this.forwards = forwards;
    this.locks = locks;
    this.turns = turns;
    this.steps = steps;
    this.clock = clock;
  }

  /**
   * Decides on a commit; a loser's answer may be withheld until it is its turn, see {@link
   * CommitTurns}.
   *
   * @throws NotFound when there is no such table, or it is not the one that the client wrote for
   * @throws InvalidRequest when the snapshot is none, or the table's kind has none
   */
  public CompletableFuture<CommitOutcome> commit(
      Principal caller, CatalogId catalog, TableName name, CommitCommand command) {
    Table table = transactions.read(tx -> Lookup.requireTable(tx, catalog, name));
    requireSameTable(table, command.tableId());
    Snapshot snapshot = snapshots.parse(command.snapshotJson());
    if (!table.kind().hasSnapshots()) {
      throw new InvalidRequest(
          "Table '"
              + name
              + "' is of the kind "
              + table.kind().optionValue()
              + ", which has no snapshots to commit");
    }
    return turns.submit(
        table.ref(),
        snapshot.commitUser(),
        snapshot.id(),
        () -> {
          CommitOutcome outcome =
              locks.inside(table.id(), () -> arbitrate(caller, table, snapshot, command));
          if (outcome instanceof CommitOutcome.Lost lost) {
            log.atDebug()
                .addKeyValue("table", name)
                .addKeyValue("snapshot", snapshot.id())
                .addKeyValue("reason", lost.reason())
                .log("Commit lost its race");
          }
          return outcome;
        });
  }

  private CommitOutcome arbitrate(
      Principal caller, Table table, Snapshot snapshot, CommitCommand command) {
    Optional<Head> head = forwards.readAfterLeft(caller, table, tx -> findHead(tx, table));
    long newest = head.map(current -> current.snapshot().id()).orElse(0L);
    if (snapshot.id() <= newest) {
      return findReplay(table, head.orElseThrow(), snapshot);
    }
    if (snapshot.id() > newest + 1) {
      return new CommitOutcome.Lost("the newest snapshot is " + newest);
    }
    Optional<String> mismatch = mismatchOfBase(head, snapshot, command);
    if (mismatch.isPresent()) {
      return new CommitOutcome.Lost(mismatch.get());
    }
    if (!files.schemaExists(table, snapshot.schemaId())) {
      throw new InvalidRequest(
          "Snapshot "
              + snapshot.id()
              + " names schema "
              + snapshot.schemaId()
              + ", which table '"
              + table.name()
              + "' does not have");
    }
    steps.reached(CommitStep.ACCEPTED);
    write(table, head, snapshot);
    steps.reached(CommitStep.FILE_WRITTEN);
    return move(caller, table, head, snapshot, command.statistics());
  }

  // Looks for the table again: it may have been dropped while we waited for the lock, and a
  // snapshot
  // file would bring its folder back.
  private static Optional<Head> findHead(Transaction tx, Table table) {
    if (tx.tables().find(table.catalogId(), table.ref()).isEmpty()) {
      throw gone(table);
    }
    return tx.heads().find(table.ref());
  }

  private CommitOutcome findReplay(Table table, Head head, Snapshot snapshot) {
    Optional<Snapshot> known =
        head.snapshot().id() == snapshot.id()
            ? Optional.of(head.snapshot())
            : snapshots.read(table.branchFolder(), snapshot.id());
    return known
        .filter(snapshot::isSameCommitAs)
        .<CommitOutcome>map(CommitOutcome.Replayed::new)
        .orElseGet(() -> new CommitOutcome.Lost("the id is taken by another commit"));
  }

  private static Optional<String> mismatchOfBase(
      Optional<Head> head, Snapshot snapshot, CommitCommand command) {
    Optional<String> current = head.flatMap(h -> h.snapshot().uuid());
    if (command.baseSnapshotUuid().isPresent()) {
      return command.baseSnapshotUuid().equals(current)
          ? Optional.empty()
          : Optional.of("the base is not the newest snapshot");
    }
    // Clients before 2.0 name no base. One that gives uuids itself but names none built on nothing.
    if (current.isPresent() && snapshot.uuid().isPresent()) {
      return Optional.of("the base is not the newest snapshot");
    }
    // After a rollback an id comes again with other rows below it; the totals betray most such
    // commits. Source: FileStoreCommitImpl, total = total of the base + delta.
    long baseRecords = head.map(h -> h.snapshot().totalRecordCount()).orElse(0L);
    boolean sumsUp = snapshot.totalRecordCount() - snapshot.deltaRecordCount() == baseRecords;
    return sumsUp
        ? Optional.empty()
        : Optional.of("the totals do not build on the newest snapshot");
  }

  private void write(Table table, Optional<Head> head, Snapshot snapshot) {
    // They harm nobody, and to look for them is to list all snapshots: not each time.
    if (snapshot.id() % DRAFTS_DELETED_EVERY == 0) {
      snapshots.deleteDrafts(table.branchFolder());
    }
    Optional<Snapshot> left = snapshots.putIfAbsent(table.branchFolder(), snapshot);
    if (left.isEmpty() || left.get().isSameCommitAs(snapshot)) {
      return;
    }
    log.atWarn()
        .addKeyValue("table", table.name())
        .addKeyValue("snapshot", snapshot.id())
        .log("Replacing a snapshot file that never became the head");
    // Asks the database once more: a server that lost its connection has lost the table to others,
    // and the file may be theirs.
    if (!transactions.read(tx -> findHead(tx, table)).equals(head)) {
      throw new Conflict("Table '" + table.name() + "' was changed at the same time; try again");
    }
    // Nobody was told of it: a server died between this file and the head, or while it cleaned up
    // after a rollback; then there may be younger files and tags as well.
    head.ifPresent(current -> snapshots.cleanYoungerThan(table, current.snapshot()));
    steps.reached(CommitStep.LEFTOVER_DELETED);
    snapshots.replace(table.branchFolder(), snapshot);
  }

  private CommitOutcome move(
      Principal caller,
      Table table,
      Optional<Head> head,
      Snapshot snapshot,
      List<PartitionStatistics> statistics) {
    Head next = add(head, snapshot, statistics);
    boolean moved =
        transactions.write(
            tx -> {
              if (!tx.heads().advance(table.ref(), head, next)) {
                return false;
              }
              tx.partitions().add(table.ref(), statistics, Provenance.of(caller, clock.instant()));
              steps.reached(CommitStep.HEAD_SET);
              return true;
            });
    if (!moved) {
      return new CommitOutcome.Lost("the head moved or the table was dropped meanwhile");
    }
    steps.reached(CommitStep.COMMITTED);
    snapshots.hintLatest(table.branchFolder(), snapshot.id());
    steps.reached(CommitStep.HINTED);
    return new CommitOutcome.Committed(snapshot);
  }

  private static Head add(
      Optional<Head> head, Snapshot snapshot, List<PartitionStatistics> statistics) {
    long records = head.map(Head::recordCount).orElse(0L);
    long bytes = head.map(Head::fileSizeInBytes).orElse(0L);
    long count = head.map(Head::fileCount).orElse(0L);
    long newest = head.map(Head::lastFileCreationTimeMs).orElse(0L);
    for (PartitionStatistics difference : statistics) {
      records += difference.recordCount();
      bytes += difference.fileSizeInBytes();
      count += difference.fileCount();
      newest = Math.max(newest, difference.lastFileCreationTimeMs());
    }
    return new Head(
        snapshot, records, bytes, count, newest, head.map(Head::version).orElse(0L) + 1);
  }

  private static void requireSameTable(Table table, Optional<TableId> tableId) {
    if (tableId.isPresent() && !tableId.get().equals(table.id())) {
      throw gone(table);
    }
  }

  private static NotFound gone(Table table) {
    return new NotFound(
        ResourceKind.TABLE,
        table.name().table(),
        "Table '"
            + table.name()
            + "' is not the table that this commit was written for: that one"
            + " was dropped or replaced");
  }
}
