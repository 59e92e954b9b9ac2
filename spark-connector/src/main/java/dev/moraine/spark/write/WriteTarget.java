package dev.moraine.spark.write;

import java.io.Serializable;
import java.util.List;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.CommitMessage;

/** Where one statement writes to; carried to the tasks. */
public interface WriteTarget extends Serializable {
  /** A writer for one task; the caller closes it. */
  BatchTableWrite newWrite(IOManager disk);

  /** Chooses buckets for one task's rows, where the table leaves that to the writer. */
  BucketChoice newBucketChoice();

  /** A commit under this target's name; the caller closes it. */
  BatchTableCommit newCommit();

  /**
   * Commits the whole statement.
   *
   * @throws CommitConflict if others committed meanwhile what the statement would have had to see
   */
  default void commit(List<CommitMessage> messages, ReadState seen) throws Exception {
    try (BatchTableCommit commit = newCommit()) {
      commit.commit(messages);
    }
  }

  /**
   * Whether a commit that threw has surely left nothing behind, so that its files may go.
   *
   * <p>False when in doubt: a file too many is cleaned up later, a file missing from a snapshot is
   * lost data.
   */
  boolean surelyNotCommitted(Throwable failure);

  /** Deletes the files of messages that were never committed. */
  default void discard(List<CommitMessage> messages) throws Exception {
    try (BatchTableCommit commit = newCommit()) {
      commit.abort(messages);
    }
  }
}
