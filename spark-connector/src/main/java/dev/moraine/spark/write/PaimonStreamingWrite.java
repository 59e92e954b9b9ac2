package dev.moraine.spark.write;

import java.util.List;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a streaming query writes, one commit an epoch.
 *
 * <p>Exactly once: Spark keeps the query's id in its checkpoint and gives an epoch that it repeats
 * the same number. Both are in the snapshot, so an epoch that is in effect is not committed again.
 */
final class PaimonStreamingWrite implements StreamingWrite {
  private static final Logger log = LoggerFactory.getLogger(PaimonStreamingWrite.class);

  private final FileStoreTarget target;
  private final int columns;
  private @Nullable Throwable commitFailure;

  PaimonStreamingWrite(FileStoreTarget target, int columns) {
    this.target = target;
    this.columns = columns;
  }

  @Override
  public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
    FileStoreTarget carried = target;
    int width = columns;
    return (partition, task, epoch) -> new RowWriter(carried, width);
  }

  @Override
  public void commit(long epoch, WriterCommitMessage[] tasks) {
    try {
      target.commitEpoch(epoch, messages(tasks));
    } catch (RuntimeException e) {
      commitFailure = e;
      throw e;
    } catch (Exception e) {
      commitFailure = e;
      throw new IllegalStateException("The epoch could not be committed", e);
    }
  }

  @Override
  public void abort(long epoch, WriterCommitMessage[] tasks) {
    Throwable failure = commitFailure;
    try {
      if (failure == null || target.surelyNotCommitted(epoch, failure)) {
        target.discard(messages(tasks));
      } else {
        log.warn("It is unknown whether epoch {} took effect; its files are left in place", epoch);
      }
    } catch (Exception e) {
      // The epoch has failed already; files that stay behind belong to no snapshot.
      log.warn("The files of a failed epoch could not be removed", e);
    }
  }

  private static List<CommitMessage> messages(WriterCommitMessage[] tasks) {
    return PaimonWrite.messages(PaimonWrite.files(tasks));
  }
}
