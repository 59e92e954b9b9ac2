package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.PaimonWrite;
import dev.moraine.spark.write.ReadState;
import java.util.List;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.write.DeltaBatchWrite;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.DeltaWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;

/** Upserts and deletes by key, committed at once. */
final class KeyedWrite extends PaimonWrite implements DeltaWrite, DeltaBatchWrite {
  private final FileStoreTarget target;
  private final TargetRead read;

  KeyedWrite(FileStoreTable table, TargetRead read) {
    this(new FileStoreTarget(table, null), read);
  }

  private KeyedWrite(FileStoreTarget target, TargetRead read) {
    super(target);
    this.target = target;
    this.read = read;
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

  @Override
  protected ReadState seen() {
    return new ReadState(read.snapshot(), List.of(new UnseenKeys(target.table())));
  }
}
