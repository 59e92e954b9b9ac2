package dev.moraine.spark.rowlevel;

import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Some value of a type, in Spark's representation, for where a value must be and none is read. */
final class Placeholder {
  private Placeholder() {}

  static Object of(DataType type) {
    switch (type.getTypeRoot()) {
      case BOOLEAN:
        return false;
      case TINYINT:
        return (byte) 0;
      case SMALLINT:
        return (short) 0;
      case INTEGER:
      case DATE:
        return 0;
      case BIGINT:
      case TIMESTAMP_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return 0L;
      case FLOAT:
        return 0f;
      case DOUBLE:
        return 0d;
      case CHAR:
      case VARCHAR:
        return UTF8String.EMPTY_UTF8;
      case BINARY:
      case VARBINARY:
        return new byte[0];
      case DECIMAL:
        DecimalType decimal = (DecimalType) type;
        return Decimal.createUnsafe(0, decimal.getPrecision(), decimal.getScale());
      case ARRAY:
        return new GenericArrayData(new Object[0]);
      case MAP:
      case MULTISET:
        return new ArrayBasedMapData(
            new GenericArrayData(new Object[0]), new GenericArrayData(new Object[0]));
      case ROW:
        return new GenericInternalRow(
            ((RowType) type).getFieldTypes().stream().map(Placeholder::of).toArray());
      default:
        throw new UnsupportedOperationException(
            "Rows with a column of type " + type.asSQLString() + " cannot be deleted by key");
    }
  }
}
