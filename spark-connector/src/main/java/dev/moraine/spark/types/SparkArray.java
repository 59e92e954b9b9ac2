package dev.moraine.spark.types;

import org.apache.paimon.data.InternalArray;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** A Paimon array as Spark's. */
final class SparkArray extends ArrayData {
  private static final int NO_TIMESTAMP = SparkRow.NO_TIMESTAMP;

  private final transient InternalArray values;
  private final transient org.apache.paimon.types.DataType elementType;

  SparkArray(InternalArray values, org.apache.paimon.types.DataType elementType) {
    this.values = values;
    this.elementType = elementType;
  }

  @Override
  public int numElements() {
    return values.size();
  }

  @Override
  public Object[] array() {
    Object[] elements = new Object[values.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = SparkValues.boxed(values, i, elementType);
    }
    return elements;
  }

  @Override
  public ArrayData copy() {
    Object[] copies = array();
    for (int i = 0; i < copies.length; i++) {
      copies[i] = InternalRow.copyValue(copies[i]);
    }
    return new GenericArrayData(copies);
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
    int precision = SparkRow.timestampPrecision(elementType);
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
    return SparkValues.binary(values, ordinal, elementType);
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
    return SparkValues.row(values, ordinal, elementType);
  }

  @Override
  public ArrayData getArray(int ordinal) {
    return SparkValues.array(values, ordinal, elementType);
  }

  @Override
  public MapData getMap(int ordinal) {
    return SparkValues.map(values, ordinal, elementType);
  }

  @Override
  public @Nullable Object get(int ordinal, DataType dataType) {
    return SparkValues.boxed(values, ordinal, elementType);
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
