package dev.moraine.spark.types;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.BigIntType;
import org.apache.paimon.types.BinaryType;
import org.apache.paimon.types.BlobType;
import org.apache.paimon.types.BooleanType;
import org.apache.paimon.types.CharType;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataTypeVisitor;
import org.apache.paimon.types.DateType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.DoubleType;
import org.apache.paimon.types.FloatType;
import org.apache.paimon.types.IntType;
import org.apache.paimon.types.LocalZonedTimestampType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.MultisetType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.SmallIntType;
import org.apache.paimon.types.TimeType;
import org.apache.paimon.types.TimestampType;
import org.apache.paimon.types.TinyIntType;
import org.apache.paimon.types.VarBinaryType;
import org.apache.paimon.types.VarCharType;
import org.apache.paimon.types.VariantType;
import org.apache.paimon.types.VectorType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The mapping between Spark's and Paimon's types.
 *
 * <p>Spark counts timestamps in microseconds, so that a finer Paimon timestamp loses its last
 * digits on its way to Spark. Spark 4.0 has no time of day: a column of type TIME is refused.
 */
public final class SparkTypes {
  private static final int TIMESTAMP_PRECISION = 6;

  private SparkTypes() {}

  /** The columns as a table shows them, with lengths of CHAR and VARCHAR. */
  public static StructType declared(RowType rowType) {
    return struct(rowType, new ToSpark(StringLengths.KEPT));
  }

  /** The columns as rows carry them: every character type is a plain string. */
  public static StructType carried(RowType rowType) {
    return struct(rowType, new ToSpark(StringLengths.DROPPED));
  }

  /** A single type as rows carry it. */
  public static DataType carried(org.apache.paimon.types.DataType type) {
    return type.accept(new ToSpark(StringLengths.DROPPED));
  }

  /**
   * Paimon's type for a Spark one. Field ids of nested rows are provisional; Paimon's schema
   * builder assigns the lasting ones.
   *
   * @throws UnsupportedOperationException if Paimon has no such type
   */
  public static org.apache.paimon.types.DataType toPaimon(DataType type, boolean nullable) {
    return notYetNullable(type).copy(nullable);
  }

  private static org.apache.paimon.types.DataType notYetNullable(DataType type) {
    if (type instanceof org.apache.spark.sql.types.CharType) {
      return new CharType(((org.apache.spark.sql.types.CharType) type).length());
    }
    if (type instanceof org.apache.spark.sql.types.VarcharType) {
      return new VarCharType(((org.apache.spark.sql.types.VarcharType) type).length());
    }
    if (type instanceof org.apache.spark.sql.types.StringType) {
      return new VarCharType(VarCharType.MAX_LENGTH);
    }
    if (type instanceof org.apache.spark.sql.types.DecimalType) {
      org.apache.spark.sql.types.DecimalType decimal =
          (org.apache.spark.sql.types.DecimalType) type;
      return new DecimalType(decimal.precision(), decimal.scale());
    }
    if (type instanceof org.apache.spark.sql.types.ArrayType) {
      org.apache.spark.sql.types.ArrayType array = (org.apache.spark.sql.types.ArrayType) type;
      return new ArrayType(toPaimon(array.elementType(), array.containsNull()));
    }
    if (type instanceof org.apache.spark.sql.types.MapType) {
      org.apache.spark.sql.types.MapType map = (org.apache.spark.sql.types.MapType) type;
      return new MapType(
          toPaimon(map.keyType(), false), toPaimon(map.valueType(), map.valueContainsNull()));
    }
    if (type instanceof StructType) {
      List<DataField> fields = new ArrayList<>();
      for (StructField field : ((StructType) type).fields()) {
        fields.add(
            new DataField(
                fields.size(),
                field.name(),
                toPaimon(field.dataType(), field.nullable()),
                field.getComment().isDefined() ? field.getComment().get() : null));
      }
      return new RowType(fields);
    }
    return simple(type);
  }

  private static org.apache.paimon.types.DataType simple(DataType type) {
    if (type.equals(DataTypes.BooleanType)) {
      return new BooleanType();
    }
    if (type.equals(DataTypes.ByteType)) {
      return new TinyIntType();
    }
    if (type.equals(DataTypes.ShortType)) {
      return new SmallIntType();
    }
    if (type.equals(DataTypes.IntegerType)) {
      return new IntType();
    }
    if (type.equals(DataTypes.LongType)) {
      return new BigIntType();
    }
    if (type.equals(DataTypes.FloatType)) {
      return new FloatType();
    }
    if (type.equals(DataTypes.DoubleType)) {
      return new DoubleType();
    }
    if (type.equals(DataTypes.DateType)) {
      return new DateType();
    }
    if (type.equals(DataTypes.BinaryType)) {
      return new VarBinaryType(VarBinaryType.MAX_LENGTH);
    }
    if (type.equals(DataTypes.TimestampType)) {
      return new LocalZonedTimestampType(TIMESTAMP_PRECISION);
    }
    if (type.equals(DataTypes.TimestampNTZType)) {
      return new TimestampType(TIMESTAMP_PRECISION);
    }
    if (type.equals(DataTypes.VariantType)) {
      return new VariantType();
    }
    throw new UnsupportedOperationException(
        "Paimon has no type for Spark's " + type.simpleString().toUpperCase(java.util.Locale.ROOT));
  }

  private static StructType struct(RowType rowType, ToSpark mapping) {
    List<StructField> fields = new ArrayList<>();
    for (DataField field : rowType.getFields()) {
      StructField mapped =
          new StructField(
              field.name(),
              field.type().accept(mapping),
              field.type().isNullable(),
              new MetadataBuilder().build());
      String comment = field.description();
      fields.add(comment == null ? mapped : mapped.withComment(comment));
    }
    return new StructType(fields.toArray(new StructField[0]));
  }

  private enum StringLengths {
    KEPT,
    DROPPED
  }

  private static final class ToSpark implements DataTypeVisitor<DataType> {
    private final StringLengths lengths;

    private ToSpark(StringLengths lengths) {
      this.lengths = lengths;
    }

    @Override
    public DataType visit(CharType type) {
      return lengths == StringLengths.KEPT
          ? new org.apache.spark.sql.types.CharType(type.getLength())
          : DataTypes.StringType;
    }

    @Override
    public DataType visit(VarCharType type) {
      return lengths == StringLengths.KEPT && type.getLength() < VarCharType.MAX_LENGTH
          ? new org.apache.spark.sql.types.VarcharType(type.getLength())
          : DataTypes.StringType;
    }

    @Override
    public DataType visit(BooleanType type) {
      return DataTypes.BooleanType;
    }

    @Override
    public DataType visit(BinaryType type) {
      return DataTypes.BinaryType;
    }

    @Override
    public DataType visit(VarBinaryType type) {
      return DataTypes.BinaryType;
    }

    @Override
    public DataType visit(DecimalType type) {
      return DataTypes.createDecimalType(type.getPrecision(), type.getScale());
    }

    @Override
    public DataType visit(TinyIntType type) {
      return DataTypes.ByteType;
    }

    @Override
    public DataType visit(SmallIntType type) {
      return DataTypes.ShortType;
    }

    @Override
    public DataType visit(IntType type) {
      return DataTypes.IntegerType;
    }

    @Override
    public DataType visit(BigIntType type) {
      return DataTypes.LongType;
    }

    @Override
    public DataType visit(FloatType type) {
      return DataTypes.FloatType;
    }

    @Override
    public DataType visit(DoubleType type) {
      return DataTypes.DoubleType;
    }

    @Override
    public DataType visit(DateType type) {
      return DataTypes.DateType;
    }

    @Override
    public DataType visit(TimeType type) {
      throw new UnsupportedOperationException(
          "Spark 4.0 has no type for Paimon's TIME; read the table with Flink");
    }

    @Override
    public DataType visit(TimestampType type) {
      return DataTypes.TimestampNTZType;
    }

    @Override
    public DataType visit(LocalZonedTimestampType type) {
      return DataTypes.TimestampType;
    }

    @Override
    public DataType visit(VariantType type) {
      return DataTypes.VariantType;
    }

    @Override
    public DataType visit(BlobType type) {
      return DataTypes.BinaryType;
    }

    @Override
    public DataType visit(ArrayType type) {
      org.apache.paimon.types.DataType element = type.getElementType();
      return DataTypes.createArrayType(element.accept(this), element.isNullable());
    }

    @Override
    public DataType visit(VectorType type) {
      throw new UnsupportedOperationException("Spark 4.0 has no type for Paimon's VECTOR");
    }

    @Override
    public DataType visit(MultisetType type) {
      return DataTypes.createMapType(
          type.getElementType().accept(this), DataTypes.IntegerType, false);
    }

    @Override
    public DataType visit(MapType type) {
      return DataTypes.createMapType(
          type.getKeyType().accept(this),
          type.getValueType().accept(this),
          type.getValueType().isNullable());
    }

    @Override
    public DataType visit(RowType type) {
      return struct(type, this);
    }
  }
}
