package dev.moraine.spark.write;

import dev.moraine.spark.read.LocalDisk;
import dev.moraine.spark.types.PaimonRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.types.RowKind;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task's writer: rows in, files out. */
public class RowWriter implements DataWriter<InternalRow> {
  private static final Logger log = LoggerFactory.getLogger(RowWriter.class);

  private final WriteTarget target;
  private final IOManager disk;
  private final BatchTableWrite write;
  private final BucketChoice buckets;
  private final PaimonRow view;
  private final int columns;

  public RowWriter(WriteTarget target, int columns) {
    this.target = target;
    this.disk = LocalDisk.open();
    this.write = target.newWrite(disk);
    this.buckets = target.newBucketChoice();
    this.view = new PaimonRow(columns);
    this.columns = columns;
  }

  @Override
  public void write(InternalRow row) throws IOException {
    // Spark 4.0 leaves its own operation column in front of the rows that replace a file's.
    write(view.of(row, row.numFields() - columns), RowKind.INSERT);
  }

  /** Writes a row as an insert or a delete. */
  protected final void write(org.apache.paimon.data.InternalRow row, RowKind kind)
      throws IOException {
    row.setRowKind(kind);
    try {
      int bucket = buckets.bucket(row);
      if (bucket == BucketChoice.BY_TABLE) {
        write.write(row);
      } else {
        write.write(row, bucket);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** This writer's view, turned to the given row. */
  protected final PaimonRow view(InternalRow row) {
    return view.of(row);
  }

  @Override
  public TaskFiles commit() throws IOException {
    return new TaskFiles(finish(), Map.of());
  }

  private List<CommitMessage> finish() throws IOException {
    try {
      return write.prepareCommit();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public void abort() throws IOException {
    try {
      target.discard(finish());
    } catch (Exception e) {
      // The task has failed already; files that stay behind belong to no snapshot.
      log.warn("The files of a failed task could not be removed", e);
    }
  }

  @Override
  public void close() throws IOException {
    try (disk) {
      write.close();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
