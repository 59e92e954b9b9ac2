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
import org.apache.paimon.types.RowKind;

/**
 * A Spark row as Paimon's.
 *
 * <p>One view serves all rows of a writer through {@link #of}. It shares the Spark row's memory, so
 * whoever keeps a row copies it, as Paimon's writers do.
 */
public final class PaimonRow implements InternalRow {
  private final int fieldCount;
  private int first;
  private RowKind rowKind = RowKind.INSERT;

  @SuppressWarnings("NullAway.Init") // set by of() before the view is handed out
  private org.apache.spark.sql.catalyst.InternalRow values;

  public PaimonRow(int fieldCount) {
    this.fieldCount = fieldCount;
  }

  /** Turns this view to the given row; the row kind stays. */
  public PaimonRow of(org.apache.spark.sql.catalyst.InternalRow row) {
    return of(row, 0);
  }

  /** Turns this view to the columns of the given row from the given one on. */
  public PaimonRow of(org.apache.spark.sql.catalyst.InternalRow row, int firstColumn) {
    this.values = row;
    this.first = firstColumn;
    return this;
  }

  @Override
  public int getFieldCount() {
    return fieldCount;
  }

  @Override
  public RowKind getRowKind() {
    return rowKind;
  }

  @Override
  public void setRowKind(RowKind kind) {
    this.rowKind = kind;
  }

  @Override
  public boolean isNullAt(int ordinal) {
    return values.isNullAt(first + ordinal);
  }

  @Override
  public boolean getBoolean(int ordinal) {
    return values.getBoolean(first + ordinal);
  }

  @Override
  public byte getByte(int ordinal) {
    return values.getByte(first + ordinal);
  }

  @Override
  public short getShort(int ordinal) {
    return values.getShort(first + ordinal);
  }

  @Override
  public int getInt(int ordinal) {
    return values.getInt(first + ordinal);
  }

  @Override
  public long getLong(int ordinal) {
    return values.getLong(first + ordinal);
  }

  @Override
  public float getFloat(int ordinal) {
    return values.getFloat(first + ordinal);
  }

  @Override
  public double getDouble(int ordinal) {
    return values.getDouble(first + ordinal);
  }

  @Override
  public BinaryString getString(int ordinal) {
    return PaimonValues.string(values.getUTF8String(first + ordinal));
  }

  @Override
  public Decimal getDecimal(int ordinal, int precision, int scale) {
    return PaimonValues.decimal(
        values.getDecimal(first + ordinal, precision, scale), precision, scale);
  }

  @Override
  public Timestamp getTimestamp(int ordinal, int precision) {
    return Timestamp.fromMicros(values.getLong(first + ordinal));
  }

  @Override
  public byte[] getBinary(int ordinal) {
    return values.getBinary(first + ordinal);
  }

  @Override
  public Variant getVariant(int ordinal) {
    return PaimonValues.variant(values.getVariant(first + ordinal));
  }

  @Override
  public Blob getBlob(int ordinal) {
    return Blob.fromData(values.getBinary(first + ordinal));
  }

  @Override
  public InternalArray getArray(int ordinal) {
    return new PaimonArray(values.getArray(first + ordinal));
  }

  @Override
  public InternalVector getVector(int ordinal) {
    throw new UnsupportedOperationException("Spark 4.0 has no vectors");
  }

  @Override
  public InternalMap getMap(int ordinal) {
    return new PaimonMap(values.getMap(first + ordinal));
  }

  @Override
  public InternalRow getRow(int ordinal, int fieldCount) {
    return new PaimonRow(fieldCount).of(values.getStruct(first + ordinal, fieldCount));
  }
}
