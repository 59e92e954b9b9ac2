package dev.moraine.spark.write;

import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;

/** A folder of plain files; its commit moves finished files into place one by one. */
public record FormatTarget(BatchWriteBuilder builder) implements WriteTarget {
  @Override
  public BatchTableWrite newWrite(IOManager disk) {
    return builder.newWrite();
  }

  @Override
  public BucketChoice newBucketChoice() {
    return row -> BucketChoice.BY_TABLE;
  }

  @Override
  public BatchTableCommit newCommit() {
    return builder.newCommit();
  }

  @Override
  public boolean surelyNotCommitted(Throwable failure) {
    return false; // core's commit of a format table cleans up after itself
  }
}
