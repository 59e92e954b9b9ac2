package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkRow;
import java.io.IOException;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Reads splits row by row through a single row view. */
final class SplitReader implements PartitionReader<org.apache.spark.sql.catalyst.InternalRow> {
  private final SplitBatches batches;
  private final SparkRow row;
  private final @Nullable Predicate filter;
  private RecordReader.@Nullable RecordIterator<InternalRow> batch;

  SplitReader(ReadBuilder builder, RowLayout layout, List<Split> splits) {
    this.batches = new SplitBatches(builder, splits);
    this.row = new SparkRow(layout.wanted());
    this.filter = layout.filter();
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      if (batch == null) {
        batch = batches.next();
        if (batch == null) {
          return false;
        }
      }
      InternalRow next = batch.next();
      if (next == null) {
        batch = null;
      } else if (filter == null || filter.test(next)) {
        row.of(next);
        return true;
      }
    }
  }

  @Override
  public org.apache.spark.sql.catalyst.InternalRow get() {
    return row;
  }

  @Override
  public void close() throws IOException {
    batches.close();
  }
}
