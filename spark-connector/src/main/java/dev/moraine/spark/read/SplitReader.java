package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkRow;
import java.io.IOException;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.TableRead;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Reads splits one after the other through a single row view. */
final class SplitReader implements PartitionReader<org.apache.spark.sql.catalyst.InternalRow> {
  private final IOManager disk;
  private final TableRead read;
  private final List<Split> splits;
  private final SparkRow row;
  private final @Nullable Predicate filter;
  private int nextSplit;
  private @Nullable RecordReader<InternalRow> reader;
  private RecordReader.@Nullable RecordIterator<InternalRow> batch;

  SplitReader(ReadBuilder builder, RowLayout layout, List<Split> splits) throws IOException {
    this.disk = LocalDisk.open();
    this.read = builder.newRead().withIOManager(disk);
    this.splits = splits;
    this.row = new SparkRow(layout.wanted());
    this.filter = layout.filter();
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      if (batch != null) {
        InternalRow next = batch.next();
        if (next != null) {
          if (filter != null && !filter.test(next)) {
            continue;
          }
          row.of(next);
          return true;
        }
        batch.releaseBatch();
        batch = null;
      }
      if (reader == null) {
        if (nextSplit == splits.size()) {
          return false;
        }
        reader = read.createReader(splits.get(nextSplit++));
      }
      batch = reader.readBatch();
      if (batch == null) {
        reader.close();
        reader = null;
      }
    }
  }

  @Override
  public org.apache.spark.sql.catalyst.InternalRow get() {
    return row;
  }

  @Override
  public void close() throws IOException {
    try {
      if (batch != null) {
        batch.releaseBatch();
      }
      if (reader != null) {
        reader.close();
      }
      disk.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
