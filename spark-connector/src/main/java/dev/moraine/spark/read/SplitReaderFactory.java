package dev.moraine.spark.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Opens splits on the executors. */
record SplitReaderFactory(ReadBuilder builder, RowLayout layout) implements PartitionReaderFactory {
  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    try {
      return new SplitReader(builder, layout, ((SplitPartition) partition).splits());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
