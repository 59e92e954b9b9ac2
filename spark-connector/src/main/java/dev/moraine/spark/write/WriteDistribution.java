package dev.moraine.spark.write;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeRoot;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;

/**
 * Which task writes which rows.
 *
 * <p>A bucket belongs to one task, since its writer may compact it and counts its sequence numbers.
 * Rows without buckets are brought together by partition, lest each task write a file into each
 * partition; there Spark may still split a large partition between tasks.
 *
 * @param tasks 0 to leave the number to Spark
 */
record WriteDistribution(Distribution distribution, boolean strict, int tasks)
    implements Serializable {

  static WriteDistribution unspecified() {
    return new WriteDistribution(Distributions.unspecified(), false, 0);
  }

  /** Brings the rows of a partition together, as far as that helps. */
  static WriteDistribution byPartition(List<String> partitionKeys) {
    if (partitionKeys.isEmpty()) {
      return unspecified();
    }
    Expression[] columns = columns(partitionKeys).toArray(new Expression[0]);
    return new WriteDistribution(Distributions.clustered(columns), false, 0);
  }

  static WriteDistribution of(FileStoreTable table) {
    BucketMode mode = table.bucketMode();
    switch (mode) {
      case BUCKET_UNAWARE:
        return byPartition(table.partitionKeys());
      case HASH_FIXED:
        return byBucket(table);
      case HASH_DYNAMIC:
        return singleTask(table.primaryKeys());
      case POSTPONE_MODE:
        return byKey(table.primaryKeys());
      default:
        throw new UnsupportedOperationException(
            "Table "
                + table.fullName()
                + " has bucket mode "
                + mode
                + ", which Spark cannot write yet: write it with Flink, or give it a fixed number"
                + " of buckets");
    }
  }

  private static WriteDistribution byBucket(FileStoreTable table) {
    List<String> bucketKeys = table.bucketSpec().getBucketKeys();
    int buckets = table.bucketSpec().getNumBuckets();
    RowType keyType = table.rowType().project(bucketKeys);
    if (!PaimonBucket.canCompute(keyType)) {
      return singleTask(bucketKeys);
    }
    List<Expression> clustering = columns(table.partitionKeys());
    List<Expression> arguments = new ArrayList<>();
    arguments.add(Expressions.literal(buckets));
    arguments.add(Expressions.literal(table.coreOptions().bucketFunctionType().toString()));
    arguments.addAll(columns(bucketKeys));
    clustering.add(Expressions.apply(PaimonBucket.NAME, arguments.toArray(new Expression[0])));
    return new WriteDistribution(
        Distributions.clustered(clustering.toArray(new Expression[0])), true, 0);
  }

  // What becomes of a key is read off its rows in the order of their writer, once there are
  // buckets.
  private static WriteDistribution byKey(List<String> keys) {
    return new WriteDistribution(
        Distributions.clustered(columns(keys).toArray(new Expression[0])), true, 0);
  }

  private static WriteDistribution singleTask(List<String> keys) {
    return new WriteDistribution(
        Distributions.clustered(columns(keys).toArray(new Expression[0])), true, 1);
  }

  private static List<Expression> columns(List<String> names) {
    List<Expression> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(Expressions.identity(name));
    }
    return columns;
  }

  static boolean isTimestamp(DataType type) {
    return type.getTypeRoot() == DataTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE
        || type.getTypeRoot() == DataTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
  }
}
