package dev.moraine.spark.write;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One statement's write: tasks write files, the driver commits them all at once. */
public class PaimonWrite implements RequiresDistributionAndOrdering, BatchWrite {
  private static final Logger log = LoggerFactory.getLogger(PaimonWrite.class);

  private final WriteTarget target;
  private final int columns;
  private final WriteDistribution distribution;
  private final @Nullable String queryId;
  private @Nullable List<CommitMessage> completed;
  private @Nullable Throwable commitFailure;

  /**
   * @param queryId of a statement that may as well be a streaming query; null if it cannot
   */
  PaimonWrite(
      WriteTarget target, int columns, WriteDistribution distribution, @Nullable String queryId) {
    this.target = target;
    this.queryId = queryId;
    this.columns = columns;
    this.distribution = distribution;
  }

  /** A write into a Paimon table, distributed as the table's buckets and partitions want it. */
  protected PaimonWrite(FileStoreTarget target) {
    this(
        target,
        target.table().rowType().getFieldCount(),
        WriteDistribution.of(target.table()),
        null);
  }

  protected final WriteTarget target() {
    return target;
  }

  protected final int columns() {
    return columns;
  }

  @Override
  public Distribution requiredDistribution() {
    return distribution.distribution();
  }

  @Override
  public boolean distributionStrictlyRequired() {
    return distribution.strict();
  }

  @Override
  public int requiredNumPartitions() {
    return distribution.tasks();
  }

  @Override
  public SortOrder[] requiredOrdering() {
    return new SortOrder[0];
  }

  @Override
  public BatchWrite toBatch() {
    return this;
  }

  @Override
  public StreamingWrite toStreaming() {
    if (queryId == null || !(target instanceof FileStoreTarget)) {
      throw new UnsupportedOperationException(
          "A streaming query can only append to a Paimon table: use the output mode append");
    }
    FileStoreTable table = ((FileStoreTarget) target).table();
    return new PaimonStreamingWrite(FileStoreTarget.ofQuery(table, queryId), columns);
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    WriteTarget carried = target;
    int width = columns;
    return (partition, task) -> new RowWriter(carried, width);
  }

  @Override
  public boolean useCommitCoordinator() {
    // Speculative attempts of one task: exactly one may commit.
    return true;
  }

  /** What is committed; a rewrite adds the files that it replaces. */
  protected List<CommitMessage> complete(List<TaskFiles> tasks) {
    return messages(tasks);
  }

  /** What the statement has seen of the table and relies on until its commit. */
  protected ReadState seen() {
    return ReadState.IRRELEVANT;
  }

  /** What to tell about a commit that failed. */
  protected RuntimeException explained(RuntimeException failure) {
    return failure;
  }

  @Override
  public void commit(WriterCommitMessage[] tasks) {
    try {
      completed = complete(files(tasks));
      target.commit(completed, seen());
    } catch (RuntimeException e) {
      commitFailure = e;
      throw explained(e);
    } catch (Exception e) {
      commitFailure = e;
      throw new IllegalStateException("The write could not be committed", e);
    }
  }

  @Override
  public void abort(WriterCommitMessage[] tasks) {
    Throwable failure = commitFailure;
    try {
      if (failure == null || target.surelyNotCommitted(failure)) {
        target.discard(completed == null ? messages(files(tasks)) : completed);
      } else {
        log.warn("It is unknown whether a commit took effect; its files are left in place");
      }
    } catch (Exception e) {
      // The statement has failed already; files that stay behind belong to no snapshot.
      log.warn("The files of a failed statement could not be removed", e);
    }
  }

  static List<TaskFiles> files(WriterCommitMessage[] tasks) {
    List<TaskFiles> files = new ArrayList<>();
    for (WriterCommitMessage task : tasks) {
      if (task != null) {
        files.add((TaskFiles) task);
      }
    }
    return files;
  }

  /** The files that the tasks wrote. */
  protected static List<CommitMessage> messages(List<TaskFiles> tasks) {
    return tasks.stream().flatMap(task -> task.messages().stream()).toList();
  }
}
