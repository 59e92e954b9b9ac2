package dev.moraine.spark.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.TableRead;
import org.jspecify.annotations.Nullable;

/** The batches of splits, one after the other; each is valid until the next is asked for. */
final class SplitBatches implements Closeable {
  private final IOManager disk;
  private final TableRead read;
  private final List<Split> splits;
  private int nextSplit;
  private @Nullable RecordReader<InternalRow> reader;
  private RecordReader.@Nullable RecordIterator<InternalRow> batch;

  SplitBatches(ReadBuilder builder, List<Split> splits) {
    this.disk = LocalDisk.open();
    this.read = builder.newRead().withIOManager(disk);
    this.splits = splits;
  }

  /** The next batch, which may have no row, or null at the end. */
  RecordReader.@Nullable RecordIterator<InternalRow> next() throws IOException {
    release();
    while (true) {
      if (reader == null) {
        if (nextSplit == splits.size()) {
          return null;
        }
        reader = read.createReader(splits.get(nextSplit++));
      }
      batch = reader.readBatch();
      if (batch != null) {
        return batch;
      }
      reader.close();
      reader = null;
    }
  }

  private void release() {
    if (batch != null) {
      batch.releaseBatch();
      batch = null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      release();
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
