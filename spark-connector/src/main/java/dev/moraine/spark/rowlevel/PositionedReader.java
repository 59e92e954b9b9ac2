package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.LocalDisk;
import dev.moraine.spark.types.SparkRow;
import java.io.IOException;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.reader.FileRecordIterator;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.TableRead;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads splits whose files need no merging, with the position of each row. */
final class PositionedReader implements PartitionReader<org.apache.spark.sql.catalyst.InternalRow> {
  private final IOManager disk;
  private final TableRead read;
  private final List<Split> splits;
  private final SparkRow row;
  private final GenericInternalRow position = new GenericInternalRow(new Object[2]);
  private final JoinedRow joined = new JoinedRow();
  private int nextSplit;
  private @Nullable RecordReader<InternalRow> reader;
  private @Nullable FileRecordIterator<InternalRow> batch;

  PositionedReader(ReadBuilder builder, RowType columns, List<Split> splits) throws IOException {
    this.disk = LocalDisk.open();
    this.read = builder.newRead().withIOManager(disk);
    this.splits = splits;
    this.row = new SparkRow(columns);
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      if (batch != null) {
        InternalRow next = batch.next();
        if (next != null) {
          position.update(1, batch.returnedPosition());
          joined.apply(row.of(next), position);
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
      nextBatch(reader);
    }
  }

  private void nextBatch(RecordReader<InternalRow> from) throws IOException {
    // Source: paimon-core RawFileSplitRead, which reads file by file.
    batch = (FileRecordIterator<InternalRow>) from.readBatch();
    if (batch == null) {
      from.close();
      reader = null;
    } else {
      position.update(0, UTF8String.fromString(batch.filePath().toString()));
    }
  }

  @Override
  public org.apache.spark.sql.catalyst.InternalRow get() {
    return joined;
  }

  @Override
  public void close() throws IOException {
    try (disk) {
      if (batch != null) {
        batch.releaseBatch();
      }
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
