package dev.moraine.spark.types;

import java.math.BigDecimal;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.data.variant.GenericVariant;
import org.apache.paimon.data.variant.Variant;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeChecks;
import org.apache.paimon.types.DecimalType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** Single values of Spark as Paimon's. */
public final class PaimonValues {
  private PaimonValues() {}

  static BinaryString string(UTF8String value) {
    Object memory = value.getBaseObject();
    if (memory instanceof byte[]) {
      int offset = (int) (value.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
      return BinaryString.fromBytes((byte[]) memory, offset, value.numBytes());
    }
    return BinaryString.fromBytes(value.getBytes());
  }

  static Decimal decimal(org.apache.spark.sql.types.Decimal value, int precision, int scale) {
    if (precision <= org.apache.spark.sql.types.Decimal.MAX_LONG_DIGITS()
        && value.scale() == scale) {
      return Decimal.fromUnscaledLong(value.toUnscaledLong(), precision, scale);
    }
    BigDecimal exact = value.toJavaBigDecimal();
    return Decimal.fromBigDecimal(exact, precision, scale);
  }

  static Variant variant(VariantVal value) {
    return new GenericVariant(value.getValue(), value.getMetadata());
  }

  /**
   * A literal as Spark's plans hold it, as a Paimon value of the given type.
   *
   * @return null if a column of that type cannot be compared with the literal in Paimon
   */
  public static @Nullable Object literal(Object value, DataType type) {
    switch (type.getTypeRoot()) {
      case BOOLEAN:
        return value instanceof Boolean ? value : null;
      case TINYINT:
        return value instanceof Byte ? value : null;
      case SMALLINT:
        return value instanceof Short ? value : null;
      case INTEGER:
      case DATE:
        return value instanceof Integer ? value : null;
      case BIGINT:
        return value instanceof Long ? value : null;
      case FLOAT:
        // Spark holds all NaN equal and 0.0 equal to -0.0; file statistics do not.
        return value instanceof Float && !((Float) value).isNaN() && (Float) value != 0f
            ? value
            : null;
      case DOUBLE:
        return value instanceof Double && !((Double) value).isNaN() && (Double) value != 0d
            ? value
            : null;
      case VARCHAR:
        return value instanceof UTF8String
            ? BinaryString.fromBytes(((UTF8String) value).getBytes())
            : null;
      case DECIMAL:
        DecimalType decimal = (DecimalType) type;
        return value instanceof org.apache.spark.sql.types.Decimal
            ? Decimal.fromBigDecimal(
                ((org.apache.spark.sql.types.Decimal) value).toJavaBigDecimal(),
                decimal.getPrecision(),
                decimal.getScale())
            : null;
      case TIMESTAMP_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        // Spark sees microseconds: a literal says nothing exact about finer values.
        return value instanceof Long && DataTypeChecks.getPrecision(type) <= 6
            ? Timestamp.fromMicros((Long) value)
            : null;
      default:
        return null;
    }
  }
}
