package dev.moraine.catalog;

import java.util.Optional;

/** Port: the newest snapshot of each branch of each table, the one that counts. */
public interface HeadStore {
  Optional<Head> find(TableBranch table);

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
