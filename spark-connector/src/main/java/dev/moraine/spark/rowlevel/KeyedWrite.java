package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.PaimonWrite;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.write.DeltaBatchWrite;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.DeltaWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;

/** Upserts and deletes by key, committed at once. */
final class KeyedWrite extends PaimonWrite implements DeltaWrite, DeltaBatchWrite {
  private final FileStoreTarget target;

  KeyedWrite(FileStoreTable table) {
    this(new FileStoreTarget(table, null));
  }

  private KeyedWrite(FileStoreTarget target) {
    super(target);
    this.target = target;
  }

  @Override
  public DeltaBatchWrite toBatch() {
    return this;
  }

  @Override
  public DeltaWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    FileStoreTarget carried = target;
    return (partition, task) -> new KeyedWriter(carried);
  }
}
