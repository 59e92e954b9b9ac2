package dev.moraine.spark.types;

import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Blob;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalMap;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.InternalVector;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.data.variant.Variant;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** A Spark array as Paimon's. */
final class PaimonArray implements InternalArray {
  private final ArrayData values;

  PaimonArray(ArrayData values) {
    this.values = values;
  }

  @Override
  public int size() {
    return values.numElements();
  }

  @Override
  public boolean[] toBooleanArray() {
    return values.toBooleanArray();
  }

  @Override
  public byte[] toByteArray() {
    return values.toByteArray();
  }

  @Override
  public short[] toShortArray() {
    return values.toShortArray();
  }

  @Override
  public int[] toIntArray() {
    return values.toIntArray();
  }

  @Override
  public long[] toLongArray() {
    return values.toLongArray();
  }

  @Override
  public float[] toFloatArray() {
    return values.toFloatArray();
  }

  @Override
  public double[] toDoubleArray() {
    return values.toDoubleArray();
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
    return values.getLong(ordinal);
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
  public BinaryString getString(int ordinal) {
    return PaimonValues.string(values.getUTF8String(ordinal));
  }

  @Override
  public Decimal getDecimal(int ordinal, int precision, int scale) {
    return PaimonValues.decimal(values.getDecimal(ordinal, precision, scale), precision, scale);
  }

  @Override
  public Timestamp getTimestamp(int ordinal, int precision) {
    return Timestamp.fromMicros(values.getLong(ordinal));
  }

  @Override
  public byte[] getBinary(int ordinal) {
    return values.getBinary(ordinal);
  }

  @Override
  public Variant getVariant(int ordinal) {
    return PaimonValues.variant(values.getVariant(ordinal));
  }

  @Override
  public Blob getBlob(int ordinal) {
    return Blob.fromData(values.getBinary(ordinal));
  }

  @Override
  public InternalArray getArray(int ordinal) {
    return new PaimonArray(values.getArray(ordinal));
  }

  @Override
  public InternalVector getVector(int ordinal) {
    throw new UnsupportedOperationException("Spark 4.0 has no vectors");
  }

  @Override
  public InternalMap getMap(int ordinal) {
    return new PaimonMap(values.getMap(ordinal));
  }

  @Override
  public InternalRow getRow(int ordinal, int fieldCount) {
    return new PaimonRow(fieldCount).of(values.getStruct(ordinal, fieldCount));
  }
}
