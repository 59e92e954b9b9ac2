package dev.moraine.spark.write;

import org.jspecify.annotations.Nullable;

/**
 * Another writer came first with what this statement would have had to see. Nothing was changed.
 */
public final class CommitConflict extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * @param happened what the other writer did, as a clause
   */
  public CommitConflict(String table, String happened, @Nullable Throwable cause) {
    super("Nothing was changed in " + table + ": " + happened + ". Run it again", cause);
  }

  public CommitConflict(String table, String happened) {
    this(table, happened, null);
  }
}
