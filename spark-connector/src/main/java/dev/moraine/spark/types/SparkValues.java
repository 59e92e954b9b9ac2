package dev.moraine.spark.types;

import java.math.BigDecimal;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.DataGetters;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.variant.Variant;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeChecks;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.IntType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.MultisetType;
import org.apache.paimon.types.RowType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** Single values of Paimon's rows, arrays and maps as Spark's. */
final class SparkValues {
  private SparkValues() {}

  static UTF8String string(BinaryString value) {
    if (value.getSegments().length == 1 && !value.getSegments()[0].isOffHeap()) {
      return UTF8String.fromBytes(
          value.getSegments()[0].getArray(), value.getOffset(), value.getSizeInBytes());
    }
    return UTF8String.fromBytes(value.toBytes());
  }

  static org.apache.spark.sql.types.Decimal decimal(Decimal value) {
    if (value.isCompact()) {
      return org.apache.spark.sql.types.Decimal.createUnsafe(
          value.toUnscaledLong(), value.precision(), value.scale());
    }
    BigDecimal exact = value.toBigDecimal();
    return org.apache.spark.sql.types.Decimal.apply(exact, value.precision(), value.scale());
  }

  static VariantVal variant(Variant value) {
    return new VariantVal(value.value(), value.metadata());
  }

  static SparkArray array(DataGetters values, int ordinal, DataType type) {
    return new SparkArray(values.getArray(ordinal), ((ArrayType) type).getElementType());
  }

  static SparkMap map(DataGetters values, int ordinal, DataType type) {
    DataType key =
        type instanceof MapType
            ? ((MapType) type).getKeyType()
            : ((MultisetType) type).getElementType();
    DataType value = type instanceof MapType ? ((MapType) type).getValueType() : new IntType(false);
    return new SparkMap(values.getMap(ordinal), key, value);
  }

  static SparkRow row(DataGetters values, int ordinal, DataType type) {
    RowType rowType = (RowType) type;
    return new SparkRow(rowType).of(values.getRow(ordinal, rowType.getFieldCount()));
  }

  static byte[] binary(DataGetters values, int ordinal, DataType type) {
    switch (type.getTypeRoot()) {
      case BLOB:
        return values.getBlob(ordinal).toData();
      default:
        return values.getBinary(ordinal);
    }
  }

  /** The value boxed as Spark's generic rows hold it. */
  static @Nullable Object boxed(DataGetters values, int ordinal, DataType type) {
    if (values.isNullAt(ordinal)) {
      return null;
    }
    switch (type.getTypeRoot()) {
      case BOOLEAN:
        return values.getBoolean(ordinal);
      case TINYINT:
        return values.getByte(ordinal);
      case SMALLINT:
        return values.getShort(ordinal);
      case INTEGER:
      case DATE:
        return values.getInt(ordinal);
      case BIGINT:
        return values.getLong(ordinal);
      case FLOAT:
        return values.getFloat(ordinal);
      case DOUBLE:
        return values.getDouble(ordinal);
      case CHAR:
      case VARCHAR:
        return string(values.getString(ordinal));
      case BINARY:
      case VARBINARY:
      case BLOB:
        return binary(values, ordinal, type);
      case DECIMAL:
        DecimalType decimal = (DecimalType) type;
        return decimal(values.getDecimal(ordinal, decimal.getPrecision(), decimal.getScale()));
      case TIMESTAMP_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return values.getTimestamp(ordinal, DataTypeChecks.getPrecision(type)).toMicros();
      case VARIANT:
        return variant(values.getVariant(ordinal));
      case ARRAY:
        return array(values, ordinal, type);
      case MAP:
      case MULTISET:
        return map(values, ordinal, type);
      case ROW:
        return row(values, ordinal, type);
      default:
        throw new UnsupportedOperationException("No Spark value for " + type.asSQLString());
    }
  }
}
