package dev.moraine.catalog.commit;

import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.HeadStore;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which snapshots become a table's next ones, inside the table's lock.
 *
 * <p>The snapshots' files are written first, if absent, and synced; then the head moves by
 * compare-and-set in one short transaction, together with the statistics. So a head never names a
 * file that is not there. A crash in between leaves files ahead of the head, which nobody is shown:
 * the next commits of those ids take them over if they are the same, or replace them.
 */
final class CommitArbiter {
  private static final Logger log = LoggerFactory.getLogger(CommitArbiter.class);

  /** A committer that missed more snapshots than this builds its commit anew. */
  private static final int MOST_SINCE = 100;

  private static final int DRAFTS_DELETED_EVERY = 64;

  private final Transactions transactions;
  private final SnapshotFiles snapshots;
  private final TableFiles files;
  private final Forwards forwards;
  private final Rebase rebase;
  private final CommitSteps steps;
  private final Clock clock;

  CommitArbiter(
      Transactions transactions,
      SnapshotFiles snapshots,
      TableFiles files,
      Forwards forwards,
      Rebase rebase,
      CommitSteps steps,
      Clock clock) {
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.files = files;
    this.forwards = forwards;
    this.rebase = rebase;
    this.steps = steps;
    this.clock = clock;
  }

  /**
   * A commit that may take effect.
   *
   * @param snapshot as it will be: what was sent, or that on another base
   */
  private record Accepted(PendingCommit commit, Snapshot snapshot) {
    private boolean isRebased() {
      return snapshot.id() != commit.snapshot().id();
    }
  }

  /** The head, and what is going to follow it. */
  private final class Chain {
    private final Table table;
    private final Optional<Head> head;
    private final List<Accepted> accepted = new ArrayList<>();

    /** Sent twice at the same time; in effect when the other is. */
    private final List<Accepted> replays = new ArrayList<>();

    private Chain(Table table, Optional<Head> head) {
      this.table = table;
      this.head = head;
    }

    private Optional<Snapshot> newest() {
      return accepted.isEmpty()
          ? head.map(Head::snapshot)
          : Optional.of(accepted.get(accepted.size() - 1).snapshot());
    }

    private List<Snapshot> acceptedSnapshots() {
      return accepted.stream().map(Accepted::snapshot).toList();
    }

    private Optional<Snapshot> read(long id) {
      long headId = head.map(current -> current.snapshot().id()).orElse(0L);
      if (id > headId) {
        return Optional.of(accepted.get((int) (id - headId - 1)).snapshot());
      }
      return id == headId ? head.map(Head::snapshot) : snapshots.read(table.branchFolder(), id);
    }

    /** From this id on, ascending; fewer when there are many, or some have expired. */
    private List<Snapshot> readFrom(long firstId) {
      long lastId = Math.min(newest().map(Snapshot::id).orElse(0L), firstId + MOST_SINCE - 1);
      return LongStream.rangeClosed(firstId, lastId)
          .mapToObj(this::read)
          .flatMap(Optional::stream)
          .toList();
    }

    private boolean isNew(Snapshot snapshot) {
      return acceptedSnapshots().contains(snapshot);
    }
  }

  /** Settles each commit; in this order where they want the same id. */
  void settle(Table table, List<PendingCommit> commits) {
    try {
      Chain chain = new Chain(table, readHead(commits.get(0).caller(), table));
      for (PendingCommit commit : commits) {
        try {
          decide(chain, commit);
        } catch (RuntimeException e) {
          commit.fail(e);
        }
      }
      if (!chain.accepted.isEmpty()) {
        write(chain);
        steps.reached(CommitStep.FILE_WRITTEN);
        move(chain);
      }
    } catch (RuntimeException e) {
      commits.stream().filter(commit -> !commit.isSettled()).forEach(commit -> commit.fail(e));
    }
  }

  private Optional<Head> readHead(Principal caller, Table table) {
    HeadStore.State state = readState(table);
    if (state.isInterrupted()) {
      forwards.endLeft(caller, table);
      state = readState(table);
    }
    return state.head();
  }

  // Also tells whether the table is still there: it may have been dropped while we waited for the
  // lock, and a snapshot file would bring its folder back.
  private HeadStore.State readState(Table table) {
    return transactions
        .ask(tx -> tx.heads().findState(table.ref()))
        .orElseThrow(() -> CommitService.gone(table));
  }

  private void decide(Chain chain, PendingCommit commit) {
    Snapshot snapshot = commit.snapshot();
    long newest = chain.newest().map(Snapshot::id).orElse(0L);
    if (snapshot.id() <= newest) {
      decideLate(chain, commit);
    } else if (snapshot.id() > newest + 1) {
      commit.settle(new CommitOutcome.Lost("the newest snapshot is " + newest));
    } else if (!isBuiltOn(chain.newest(), commit)) {
      commit.settle(new CommitOutcome.Lost("it was not built on the newest snapshot"));
    } else {
      requireSchema(chain.table, snapshot);
      accept(chain, new Accepted(commit, snapshot));
    }
  }

  private void accept(Chain chain, Accepted accepted) {
    steps.reached(CommitStep.ACCEPTED);
    chain.accepted.add(accepted);
  }

  /** Decides on a commit whose id is taken: by itself, or by one that came first. */
  private void decideLate(Chain chain, PendingCommit commit) {
    Snapshot late = commit.snapshot();
    List<Snapshot> since = chain.readFrom(late.id());
    Optional<Snapshot> replayed = since.stream().filter(late::isSameCommitAs).findFirst();
    if (replayed.isPresent() && chain.isNew(replayed.get())) {
      chain.replays.add(new Accepted(commit, replayed.get()));
    } else if (replayed.isPresent()) {
      commit.settle(new CommitOutcome.Replayed(replayed.get()));
    } else {
      rebase(chain, since, commit)
          .ifPresentOrElse(
              rebased -> accept(chain, new Accepted(commit, rebased)),
              () -> commit.settle(new CommitOutcome.Lost("the id is taken by another commit")));
    }
  }

  private Optional<Snapshot> rebase(Chain chain, List<Snapshot> since, PendingCommit commit) {
    Snapshot late = commit.snapshot();
    long newest = chain.newest().map(Snapshot::id).orElse(0L);
    boolean complete = since.size() == newest - late.id() + 1;
    // Tried twice by its committer, who will find the one that is in effect.
    boolean again = since.stream().anyMatch(late::isByTheSameAs);
    if (!complete || again) {
      return Optional.empty();
    }
    Optional<Snapshot> base = late.id() == 1 ? Optional.empty() : chain.read(late.id() - 1);
    boolean known = late.id() == 1 || base.isPresent();
    return known && isBuiltOn(base, commit)
        ? rebase.onto(chain.table, base, since, late)
        : Optional.empty();
  }

  private static boolean isBuiltOn(Optional<Snapshot> base, PendingCommit commit) {
    Snapshot snapshot = commit.snapshot();
    Optional<String> named = commit.command().baseSnapshotUuid();
    Optional<String> uuid = base.flatMap(Snapshot::uuid);
    if (named.isPresent()) {
      return named.equals(uuid);
    }
    // Clients before 2.0 name no base. One that gives uuids itself but names none built on nothing.
    if (uuid.isPresent() && snapshot.uuid().isPresent()) {
      return false;
    }
    // After a rollback an id comes again with other rows below it; the totals betray most such
    // commits. Source: FileStoreCommitImpl, total = total of the base + delta.
    long records = base.map(Snapshot::totalRecordCount).orElse(0L);
    return snapshot.totalRecordCount() - snapshot.deltaRecordCount() == records;
  }

  private void requireSchema(Table table, Snapshot snapshot) {
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
  }

  private void write(Chain chain) {
    Table table = chain.table;
    List<Snapshot> next = chain.acceptedSnapshots();
    // They harm nobody, and to look for them is to list all snapshots: not each time.
    if (next.stream().anyMatch(snapshot -> snapshot.id() % DRAFTS_DELETED_EVERY == 0)) {
      snapshots.deleteDrafts(table.branchFolder());
    }
    List<Snapshot> left = snapshots.putIfAbsent(table.branchFolder(), next);
    if (next.containsAll(left)) {
      return;
    }
    log.atWarn()
        .addKeyValue("table", table.name())
        .addKeyValue("snapshots", left.stream().map(Snapshot::id).toList())
        .log("Replacing snapshot files that never became the head");
    // Asks the database once more: a server that lost its connection has lost the table to others,
    // and the files may be theirs.
    if (!readState(table).head().equals(chain.head)) {
      throw new Conflict("Table '" + table.name() + "' was changed at the same time; try again");
    }
    // Nobody was told of them: a server died between these files and the head, or while it cleaned
    // up after a rollback; then there may be younger files and tags as well.
    chain.head.ifPresent(current -> snapshots.cleanYoungerThan(table, current.snapshot()));
    steps.reached(CommitStep.LEFTOVER_DELETED);
    next.forEach(snapshot -> snapshots.replace(table.branchFolder(), snapshot));
  }

  private void move(Chain chain) {
    Table table = chain.table;
    Head next = next(chain);
    boolean moved =
        transactions.write(
            tx -> {
              if (!tx.heads().advance(table.ref(), chain.head, next)) {
                return false;
              }
              for (Accepted each : chain.accepted) {
                tx.partitions()
                    .add(
                        table.ref(),
                        each.commit().command().statistics(),
                        Provenance.of(each.commit().caller(), clock.instant()));
              }
              steps.reached(CommitStep.HEAD_SET);
              return true;
            });
    if (!moved) {
      CommitOutcome lost =
          new CommitOutcome.Lost("the head moved or the table was dropped meanwhile");
      chain.accepted.forEach(each -> each.commit().settle(lost));
      chain.replays.forEach(each -> each.commit().settle(lost));
      return;
    }
    steps.reached(CommitStep.COMMITTED);
    chain.accepted.forEach(
        each -> each.commit().settle(new CommitOutcome.Committed(each.snapshot())));
    chain.replays.forEach(
        each -> each.commit().settle(new CommitOutcome.Replayed(each.snapshot())));
    chain.accepted.stream()
        .filter(Accepted::isRebased)
        .forEach(each -> rebase.dropLeftBehind(table, each.commit().snapshot()));
    chain.newest().ifPresent(newest -> snapshots.hintLatest(table.branchFolder(), newest.id()));
    steps.reached(CommitStep.HINTED);
  }

  private static Head next(Chain chain) {
    Optional<Head> head = chain.head;
    long records = head.map(Head::recordCount).orElse(0L);
    long bytes = head.map(Head::fileSizeInBytes).orElse(0L);
    long count = head.map(Head::fileCount).orElse(0L);
    long newest = head.map(Head::lastFileCreationTimeMs).orElse(0L);
    for (Accepted each : chain.accepted) {
      for (PartitionStatistics difference : each.commit().command().statistics()) {
        records += difference.recordCount();
        bytes += difference.fileSizeInBytes();
        count += difference.fileCount();
        newest = Math.max(newest, difference.lastFileCreationTimeMs());
      }
    }
    return new Head(
        chain.newest().orElseThrow(),
        records,
        bytes,
        count,
        newest,
        head.map(Head::version).orElse(0L) + 1);
  }
}
