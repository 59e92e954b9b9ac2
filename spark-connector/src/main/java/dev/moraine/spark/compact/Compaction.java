package dev.moraine.spark.compact;

import dev.moraine.spark.procedure.ProcedureCall;
import dev.moraine.spark.write.FileStoreTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compaction: plans on one snapshot, rewrites in Spark's tasks, commits as COMPACT.
 *
 * <p>Runs on the calling thread, so that whoever cancels the statement cancels its jobs. If another
 * rewrite takes the files away before the commit, the written files are removed and the work is
 * planned again, a few times at most.
 */
abstract class Compaction {
  private static final Logger log = LoggerFactory.getLogger(Compaction.class);
  private static final int ATTEMPTS = 4;

  private final SparkSession spark;
  private final CompactRequest request;

  Compaction(SparkSession spark, CompactRequest request) {
    this.spark = spark;
    this.request = request;
  }

  static Compaction of(SparkSession spark, CompactRequest request) {
    if (request.strategy() != SortStrategy.NONE) {
      return new SortCompaction(spark, request);
    }
    return request.table().primaryKeys().isEmpty()
            && request.table().bucketSpec().getNumBuckets() <= 0
        ? new SmallFileCompaction(spark, request)
        : new BucketCompaction(spark, request);
  }

  final SparkSession spark() {
    return spark;
  }

  final CompactRequest request() {
    return request;
  }

  final FileStoreTable table() {
    return request.table();
  }

  /** Compacts every partition asked for; one commit each, if there is anything to do. */
  final void run() throws InterruptedException {
    for (BinaryRow partition : partitions()) {
      ProcedureCall.checkNotCancelled();
      runUntilCommitted(partition);
    }
  }

  private List<BinaryRow> partitions() {
    long newest =
        Optional.ofNullable(request.idle())
            .map(idle -> System.currentTimeMillis() - idle.toMillis())
            .orElse(Long.MAX_VALUE);
    List<BinaryRow> partitions = new ArrayList<>();
    for (PartitionEntry entry : request.partitions().in(spark, table())) {
      if (entry.lastFileCreationTime() <= newest) {
        partitions.add(entry.partition());
      }
    }
    return partitions;
  }

  private void runUntilCommitted(BinaryRow partition) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Snapshot snapshot = table().snapshotManager().latestSnapshot();
      if (snapshot == null) {
        return;
      }
      FileStoreTarget target = new FileStoreTarget(table(), null);
      List<CommitMessage> messages = rewrite(snapshot, partition, target);
      if (messages.isEmpty()) {
        return;
      }
      ProcedureCall.checkNotCancelled();
      try (BatchTableCommit commit = target.newCommit()) {
        commit.commit(messages);
        committed(messages);
        return;
      } catch (Exception e) {
        boolean lost = target.surelyNotCommitted(e);
        if (lost) {
          discard(target, messages);
        }
        if (!lost || attempt == ATTEMPTS || !conflicts(snapshot)) {
          throw new IllegalStateException(
              lost
                  ? "The compaction of " + table().fullName() + " could not be committed"
                  : "It is unknown whether the compaction of "
                      + table().fullName()
                      + " was committed; no row is lost either way",
              e);
        }
        log.info("Another rewrite came first; the compaction is planned again: {}", e.toString());
      }
    }
  }

  /** Rewriting again helps only if the table has moved on since the snapshot. */
  private boolean conflicts(Snapshot read) {
    Snapshot now = table().snapshotManager().latestSnapshot();
    return now != null && now.id() != read.id();
  }

  /** Is told of every commit. */
  void committed(List<CommitMessage> messages) {}

  /** Removes the files of messages that were never committed. */
  void discard(FileStoreTarget target, List<CommitMessage> messages) {
    try {
      target.discard(messages);
    } catch (Exception e) {
      log.warn("Files of a compaction that was not committed could not be removed", e);
    }
  }

  /**
   * Rewrites files of one partition of the snapshot.
   *
   * @return what to commit; empty if there is nothing to do
   */
  abstract List<CommitMessage> rewrite(
      Snapshot snapshot, BinaryRow partition, FileStoreTarget target);
}
