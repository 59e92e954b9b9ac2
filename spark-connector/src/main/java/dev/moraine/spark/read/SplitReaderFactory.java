package dev.moraine.spark.read;

import org.apache.paimon.table.source.ReadBuilder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Opens splits on the executors.
 *
 * @param columnar whether Spark takes columns; it asks for all partitions of a scan alike
 */
record SplitReaderFactory(ReadBuilder builder, RowLayout layout, boolean columnar)
    implements PartitionReaderFactory {
  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return columnar;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new SplitReader(builder, layout, ((SplitPartition) partition).splits());
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new ColumnarSplitReader(builder, layout, ((SplitPartition) partition).splits());
  }
}
