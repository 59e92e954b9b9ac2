package dev.moraine.catalog;

import java.util.Optional;

/** Port: the newest snapshot of each branch of each table, the one that counts. */
public interface HeadStore {
  Optional<Head> find(TableBranch table);

  /**
   * What a commit has to know of a table.
   *
   * @param isInterrupted whether a {@link BranchStore#beginForward forward} or a {@link
   *     TableStore#beginReplacement replacement} of the table was begun and not ended
   * @param head empty for a table without snapshot
   */
  record State(boolean isInterrupted, Optional<Head> head) {}

  /** Empty when the table or its branch was dropped. */
  Optional<State> findState(TableBranch table);

  /**
   * Moves a table's head from {@code expected} to {@code next}.
   *
   * <p>Atomic; at most one of several concurrent callers succeeds.
   *
   * @param expected the head that was read; empty for a table without snapshot
   * @return false when the head had moved or the table was dropped; nothing was written
   */
  boolean advance(TableBranch table, Optional<Head> expected, Head next);
}
