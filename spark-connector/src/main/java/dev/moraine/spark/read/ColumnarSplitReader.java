package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkColumn;
import dev.moraine.spark.types.SparkRow;
import dev.moraine.spark.types.SparkTypes;
import java.io.IOException;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.columnar.VectorizedColumnBatch;
import org.apache.paimon.deletionvectors.ApplyDeletionFileRecordIterator;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.reader.FileRecordIterator;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.reader.VectorizedRecordIterator;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Hands the vectors of core's file readers to Spark.
 *
 * <p>Rows that a deletion vector removes are skipped by position. What core delivers row by row,
 * files of an older schema whose values are cast for example, is copied into vectors.
 */
final class ColumnarSplitReader implements PartitionReader<ColumnarBatch> {
  private static final int ROWS_PER_COPY = 4096;

  private final SplitBatches batches;
  private final RowType columns;
  private @Nullable CopiedRows copied;
  private RecordReader.@Nullable RecordIterator<InternalRow> rows;

  @SuppressWarnings("NullAway.Init") // set by next() before Spark asks for it
  private ColumnarBatch current;

  ColumnarSplitReader(ReadBuilder builder, RowLayout layout, List<Split> splits) {
    this.batches = new SplitBatches(builder, splits);
    this.columns = layout.wanted();
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      if (rows == null) {
        rows = batches.next();
        if (rows == null) {
          return false;
        }
        if (inPlace(rows)) {
          rows = null;
          if (current.numRows() > 0) {
            return true;
          }
          continue;
        }
      }
      if (copied == null) {
        copied = new CopiedRows(columns);
      }
      current = copied.fill(rows);
      if (current.numRows() > 0) {
        return true;
      }
      rows = null;
    }
  }

  private boolean inPlace(RecordReader.RecordIterator<InternalRow> batch) throws IOException {
    if (batch instanceof VectorizedRecordIterator) {
      VectorizedColumnBatch vectors = ((VectorizedRecordIterator) batch).batch();
      current = view(vectors, vectors.getNumRows(), null);
      return true;
    }
    if (batch instanceof ApplyDeletionFileRecordIterator) {
      ApplyDeletionFileRecordIterator deleting = (ApplyDeletionFileRecordIterator) batch;
      FileRecordIterator<InternalRow> all = deleting.iterator();
      if (all instanceof VectorizedRecordIterator) {
        VectorizedColumnBatch vectors = ((VectorizedRecordIterator) all).batch();
        int[] kept = new int[vectors.getNumRows()];
        int count = keep(all, deleting.deletionVector(), kept);
        current = view(vectors, count, count == kept.length ? null : kept);
        return true;
      }
    }
    return false;
  }

  private static int keep(
      FileRecordIterator<InternalRow> all, DeletionVector deleted, int[] positions)
      throws IOException {
    int count = 0;
    for (int i = 0; i < positions.length; i++) {
      all.next();
      if (!deleted.isDeleted(all.returnedPosition())) {
        positions[count++] = i;
      }
    }
    return count;
  }

  private ColumnarBatch view(VectorizedColumnBatch vectors, int count, int @Nullable [] selected) {
    ColumnVector[] shown = new ColumnVector[columns.getFieldCount()];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = new SparkColumn(vectors.columns[i], columns.getTypeAt(i), count, selected);
    }
    return new ColumnarBatch(shown, count);
  }

  @Override
  public ColumnarBatch get() {
    return current;
  }

  @Override
  public void close() throws IOException {
    batches.close();
  }

  /** Vectors of our own for rows that come one by one. */
  private static final class CopiedRows {
    private final OnHeapColumnVector[] vectors;
    private final RowToColumnConverter converter;
    private final SparkRow row;

    private CopiedRows(RowType columns) {
      StructType schema = SparkTypes.carried(columns);
      this.vectors = OnHeapColumnVector.allocateColumns(ROWS_PER_COPY, schema);
      this.converter = new RowToColumnConverter(schema);
      this.row = new SparkRow(columns);
    }

    private ColumnarBatch fill(RecordReader.RecordIterator<InternalRow> rows) throws IOException {
      for (OnHeapColumnVector vector : vectors) {
        vector.reset();
      }
      int count = 0;
      InternalRow next = null;
      while (count < ROWS_PER_COPY && (next = rows.next()) != null) {
        converter.convert(row.of(next), vectors);
        count++;
      }
      return new ColumnarBatch(vectors, count);
    }
  }
}
