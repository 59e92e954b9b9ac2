package dev.moraine.spark.types;

import org.apache.paimon.types.DataTypeChecks;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/**
 * A Paimon row as Spark's.
 *
 * <p>One view serves all rows of a reader through {@link #of}; a row is valid until the next one is
 * taken, as Spark's readers allow. Not for several threads.
 */
public final class SparkRow extends InternalRow {
  static final int NO_TIMESTAMP = -1;

  static int timestampPrecision(org.apache.paimon.types.DataType type) {
    switch (type.getTypeRoot()) {
      case TIMESTAMP_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return DataTypeChecks.getPrecision(type);
      default:
        return NO_TIMESTAMP;
    }
  }

  private final transient org.apache.paimon.types.DataType[] types;
  private final transient int[] timestampPrecisions;

  @SuppressWarnings("NullAway.Init") // set by of() before the view is handed out
  private transient org.apache.paimon.data.InternalRow values;

  public SparkRow(RowType rowType) {
    this.types = rowType.getFieldTypes().toArray(new org.apache.paimon.types.DataType[0]);
    this.timestampPrecisions = new int[types.length];
    for (int i = 0; i < types.length; i++) {
      timestampPrecisions[i] = timestampPrecision(types[i]);
    }
  }

  /** Turns this view to the given row. */
  public SparkRow of(org.apache.paimon.data.InternalRow row) {
    this.values = row;
    return this;
  }

  @Override
  public int numFields() {
    return types.length;
  }

  @Override
  public InternalRow copy() {
    Object[] copies = new Object[types.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = InternalRow.copyValue(SparkValues.boxed(values, i, types[i]));
    }
    return new GenericInternalRow(copies);
  }

  @Override
  public boolean isNullAt(int ordinal) {
    return values.isNullAt(ordinal);
  }

  @Override
  public boolean getBoolean(int ordinal) {
    return values.getBoolean(ordinal);
  }

  @Override
  public byte getByte(int ordinal) {
    return values.getByte(ordinal);
  }

  @Override
  public short getShort(int ordinal) {
    return values.getShort(ordinal);
  }

  @Override
  public int getInt(int ordinal) {
    return values.getInt(ordinal);
  }

  @Override
  public long getLong(int ordinal) {
    int precision = timestampPrecisions[ordinal];
    return precision == NO_TIMESTAMP
        ? values.getLong(ordinal)
        : values.getTimestamp(ordinal, precision).toMicros();
  }

  @Override
  public float getFloat(int ordinal) {
    return values.getFloat(ordinal);
  }

  @Override
  public double getDouble(int ordinal) {
    return values.getDouble(ordinal);
  }

  @Override
  public Decimal getDecimal(int ordinal, int precision, int scale) {
    return SparkValues.decimal(values.getDecimal(ordinal, precision, scale));
  }

  @Override
  public UTF8String getUTF8String(int ordinal) {
    return SparkValues.string(values.getString(ordinal));
  }

  @Override
  public byte[] getBinary(int ordinal) {
    return SparkValues.binary(values, ordinal, types[ordinal]);
  }

  @Override
  public CalendarInterval getInterval(int ordinal) {
    throw new UnsupportedOperationException("Paimon has no intervals");
  }

  @Override
  public VariantVal getVariant(int ordinal) {
    return SparkValues.variant(values.getVariant(ordinal));
  }

  @Override
  public InternalRow getStruct(int ordinal, int numFields) {
    return SparkValues.row(values, ordinal, types[ordinal]);
  }

  @Override
  public ArrayData getArray(int ordinal) {
    return SparkValues.array(values, ordinal, types[ordinal]);
  }

  @Override
  public MapData getMap(int ordinal) {
    return SparkValues.map(values, ordinal, types[ordinal]);
  }

  @Override
  public @Nullable Object get(int ordinal, DataType dataType) {
    return SparkValues.boxed(values, ordinal, types[ordinal]);
  }

  @Override
  public void setNullAt(int ordinal) {
    throw new UnsupportedOperationException("A view of a Paimon value cannot be changed");
  }

  @Override
  public void update(int ordinal, Object value) {
    throw new UnsupportedOperationException("A view of a Paimon value cannot be changed");
  }
}
