package dev.moraine.catalog.commit;

import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Settles commits that wait for the same table together: what a commit waits for is mostly the
 * disk, and several can share that. Whoever comes into the table's lock settles all that wait.
 */
final class CommitQueue {
  private final TableLocks locks;
  private final BiConsumer<Table, List<PendingCommit>> arbiter;
  private final Map<TableBranch, List<PendingCommit>> waiting = new ConcurrentHashMap<>();

  /**
   * @param arbiter settles each of the commits, in this order
   */
  CommitQueue(TableLocks locks, BiConsumer<Table, List<PendingCommit>> arbiter) {
    this.locks = locks;
    this.arbiter = arbiter;
  }

  /** Returns when the commit is settled, by this thread or another. */
  CommitOutcome settle(Table table, PendingCommit commit) {
    waiting.compute(
        table.ref(),
        (ref, commits) -> {
          List<PendingCommit> all = commits == null ? new ArrayList<>() : commits;
          all.add(commit);
          return all;
        });
    try {
      locks.insideUnless(
          commit::isSettled, table.id(), () -> arbiter.accept(table, takeAll(table.ref())));
      return commit.outcome();
    } finally {
      // It is still there when the lock was not to be had.
      waiting.computeIfPresent(
          table.ref(),
          (ref, commits) -> commits.remove(commit) && commits.isEmpty() ? null : commits);
    }
  }

  private List<PendingCommit> takeAll(TableBranch table) {
    List<PendingCommit> taken = waiting.remove(table);
    return taken == null ? List.of() : taken;
  }
}
