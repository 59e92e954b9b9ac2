package dev.moraine.spark.write;

import dev.moraine.spark.types.PaimonRow;
import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.paimon.CoreOptions.BucketFunctionType;
import org.apache.paimon.bucket.BucketFunction;
import org.apache.paimon.data.serializer.InternalRowSerializer;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Paimon's bucket of a row as a function of Spark: number of buckets, kind of bucket function,
 * bucket keys. Lets Spark shuffle rows to the task that owns their bucket.
 */
public final class PaimonBucket implements UnboundFunction {
  /** The name under which the catalog offers the function. */
  public static final String NAME = "paimon_bucket";

  private static final int FIRST_KEY = 2;

  /** False if the hash depends on what Spark's types do not tell, the precision of a timestamp. */
  static boolean canCompute(RowType keyType) {
    return keyType.getFieldTypes().stream().noneMatch(WriteDistribution::isTimestamp);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return NAME + "(buckets, kind, key, …): the bucket that Paimon writes a row to";
  }

  @Override
  public BoundFunction bind(StructType arguments) {
    if (arguments.length() <= FIRST_KEY) {
      throw new UnsupportedOperationException(description());
    }
    return new Bound(
        Arrays.stream(arguments.fields()).map(StructField::dataType).toArray(DataType[]::new));
  }

  private static final class Bound implements ScalarFunction<Integer> {
    private final DataType[] inputTypes;
    private transient @Nullable BucketFunction function;
    private transient @Nullable InternalRowSerializer serializer;
    private transient @Nullable PaimonRow key;

    private Bound(DataType[] inputTypes) {
      this.inputTypes = inputTypes;
    }

    @Override
    public DataType[] inputTypes() {
      return inputTypes;
    }

    @Override
    public DataType resultType() {
      return DataTypes.IntegerType;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Integer produceResult(InternalRow arguments) {
      BucketFunction hash = function;
      InternalRowSerializer binary = serializer;
      PaimonRow view = key;
      if (hash == null || binary == null || view == null) {
        List<DataField> fields = new ArrayList<>();
        for (int i = FIRST_KEY; i < inputTypes.length; i++) {
          fields.add(new DataField(i, "k" + i, SparkTypes.toPaimon(inputTypes[i], true)));
        }
        RowType keyType = new RowType(fields);
        hash =
            BucketFunction.create(
                BucketFunctionType.valueOf(
                    arguments.getUTF8String(1).toString().toUpperCase(java.util.Locale.ROOT)),
                keyType);
        binary = new InternalRowSerializer(keyType);
        view = new PaimonRow(fields.size());
        function = hash;
        serializer = binary;
        key = view;
      }
      Object[] values = new Object[inputTypes.length - FIRST_KEY];
      for (int i = 0; i < values.length; i++) {
        values[i] = arguments.get(i + FIRST_KEY, inputTypes[i + FIRST_KEY]);
      }
      view.of(new org.apache.spark.sql.catalyst.expressions.GenericInternalRow(values));
      return hash.bucket(binary.toBinaryRow(view), arguments.getInt(0));
    }
  }
}
