package dev.moraine.spark.write;

import java.util.List;
import org.apache.paimon.Snapshot;
import org.apache.paimon.table.sink.CommitMessage;

/**
 * What a statement has read and relies on until its commit, beyond the files that it replaces:
 * those core checks by itself.
 */
@FunctionalInterface
public interface Reliance {
  /**
   * Looks at one snapshot that another writer has put between what the statement read and its
   * commit.
   *
   * @param own what the statement is about to commit
   * @throws CommitConflict if the statement would have read or written something else after it
   */
  void check(Snapshot foreign, List<CommitMessage> own);
}
