package dev.moraine.server;

import dev.moraine.catalog.commit.CommitStep;

/**
 * One step of a random history, for {@link CatalogModelTest}. Tables, tags and the like are chosen
 * by small numbers, so that changes meet each other, and also what is not there.
 */
sealed interface ModelChange {
  record Create(String table) implements ModelChange {}

  record Alter(String table) implements ModelChange {}

  record Commit(String table, String day, int rows) implements ModelChange {}

  /** The server dies when the commit has come to a step, and nobody tries it again. */
  record CommitAndCrash(String table, String day, int rows, CommitStep step)
      implements ModelChange {}

  /** To a snapshot that is there, or is not. */
  record Rollback(String table, long snapshotId) implements ModelChange {}

  record CreateTag(String table, String tag) implements ModelChange {}

  record RollbackToTag(String table, String tag) implements ModelChange {}

  record Rename(String table, String to) implements ModelChange {}

  record Drop(String table) implements ModelChange {}

  /** What was dropped so many drops ago. */
  record Restore(int which, String as) implements ModelChange {}

  record Purge(int which) implements ModelChange {}
}
