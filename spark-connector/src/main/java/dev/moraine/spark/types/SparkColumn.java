package dev.moraine.spark.types;

import java.util.Arrays;
import org.apache.paimon.data.columnar.BooleanColumnVector;
import org.apache.paimon.data.columnar.ByteColumnVector;
import org.apache.paimon.data.columnar.BytesColumnVector;
import org.apache.paimon.data.columnar.DecimalColumnVector;
import org.apache.paimon.data.columnar.DoubleColumnVector;
import org.apache.paimon.data.columnar.FloatColumnVector;
import org.apache.paimon.data.columnar.IntColumnVector;
import org.apache.paimon.data.columnar.LongColumnVector;
import org.apache.paimon.data.columnar.RowColumnVector;
import org.apache.paimon.data.columnar.ShortColumnVector;
import org.apache.paimon.data.columnar.TimestampColumnVector;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.VarBinaryType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A column of Paimon's vectorised readers as Spark's, without a copy.
 *
 * <p>Valid for as long as the batch that it came with. The memory belongs to the reader: closing
 * the column frees nothing.
 */
public final class SparkColumn extends ColumnVector {
  private final transient org.apache.paimon.data.columnar.ColumnVector values;
  private final transient DataType paimonType;
  private final int timestampPrecision;
  private final int rowCount;
  private final int @Nullable [] selected;

  /**
   * @param rowCount how many rows Spark sees
   * @param selected the positions of these rows among the values; null for all in order
   */
  public SparkColumn(
      org.apache.paimon.data.columnar.ColumnVector values,
      DataType type,
      int rowCount,
      int @Nullable [] selected) {
    super(SparkTypes.carried(type));
    this.values = values;
    this.paimonType = type;
    this.timestampPrecision = SparkRow.timestampPrecision(type);
    this.rowCount = rowCount;
    this.selected = selected;
  }

  /** Whether values of such a type can be looked at in place. */
  public static boolean canShow(DataType type) {
    switch (type.getTypeRoot()) {
      case ARRAY:
      case MAP:
      case MULTISET:
      case BLOB:
      case VECTOR:
        return false;
      case ROW:
        return ((RowType) type).getFieldTypes().stream().allMatch(SparkColumn::canShow);
      default:
        return true;
    }
  }

  private int row(int rowId) {
    return selected == null ? rowId : selected[rowId];
  }

  @Override
  public void close() {}

  @Override
  public boolean hasNull() {
    return numNulls() > 0;
  }

  @Override
  public int numNulls() {
    int nulls = 0;
    for (int i = 0; i < rowCount; i++) {
      nulls += isNullAt(i) ? 1 : 0;
    }
    return nulls;
  }

  @Override
  public boolean isNullAt(int rowId) {
    return values.isNullAt(row(rowId));
  }

  @Override
  public boolean getBoolean(int rowId) {
    return ((BooleanColumnVector) values).getBoolean(row(rowId));
  }

  @Override
  public byte getByte(int rowId) {
    return ((ByteColumnVector) values).getByte(row(rowId));
  }

  @Override
  public short getShort(int rowId) {
    return ((ShortColumnVector) values).getShort(row(rowId));
  }

  @Override
  public int getInt(int rowId) {
    return ((IntColumnVector) values).getInt(row(rowId));
  }

  @Override
  public long getLong(int rowId) {
    return timestampPrecision == SparkRow.NO_TIMESTAMP
        ? ((LongColumnVector) values).getLong(row(rowId))
        : ((TimestampColumnVector) values).getTimestamp(row(rowId), timestampPrecision).toMicros();
  }

  @Override
  public float getFloat(int rowId) {
    return ((FloatColumnVector) values).getFloat(row(rowId));
  }

  @Override
  public double getDouble(int rowId) {
    return ((DoubleColumnVector) values).getDouble(row(rowId));
  }

  @Override
  public @Nullable Decimal getDecimal(int rowId, int precision, int scale) {
    return isNullAt(rowId)
        ? null
        : SparkValues.decimal(
            ((DecimalColumnVector) values).getDecimal(row(rowId), precision, scale));
  }

  @Override
  public @Nullable UTF8String getUTF8String(int rowId) {
    if (isNullAt(rowId)) {
      return null;
    }
    BytesColumnVector.Bytes bytes = ((BytesColumnVector) values).getBytes(row(rowId));
    return UTF8String.fromBytes(bytes.data, bytes.offset, bytes.len);
  }

  @Override
  public byte @Nullable [] getBinary(int rowId) {
    if (isNullAt(rowId)) {
      return null;
    }
    BytesColumnVector.Bytes bytes = ((BytesColumnVector) values).getBytes(row(rowId));
    // Spark may keep what it is given, and this memory is the next batch's, too.
    return Arrays.copyOfRange(bytes.data, bytes.offset, bytes.offset + bytes.len);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return new SparkColumn(
        ((RowColumnVector) values).getBatch().columns[ordinal],
        // Spark looks at a variant as a structure of its value and its metadata.
        paimonType instanceof RowType
            ? ((RowType) paimonType).getTypeAt(ordinal)
            : new VarBinaryType(VarBinaryType.MAX_LENGTH),
        rowCount,
        selected);
  }

  @Override
  public ColumnarArray getArray(int rowId) {
    throw new UnsupportedOperationException("Arrays are read by row");
  }

  @Override
  public ColumnarMap getMap(int rowId) {
    throw new UnsupportedOperationException("Maps are read by row");
  }
}
