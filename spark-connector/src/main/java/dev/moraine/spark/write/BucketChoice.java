package dev.moraine.spark.write;

import org.apache.paimon.data.InternalRow;

/** The bucket of a row; one instance serves one task. */
@FunctionalInterface
public interface BucketChoice {
  /** Answer of a table that knows the bucket of a row by itself. */
  int BY_TABLE = -1;

  int bucket(InternalRow row);
}
