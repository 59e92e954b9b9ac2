package dev.moraine.catalog;

import java.util.Map;
import java.util.function.Predicate;

/** Port: what a table's schema says about its partitions. */
public interface Partitioning {
  /**
   * A partition as it is named here: its columns in the order of the schema.
   *
   * @param spec column values in any order
   * @throws dev.moraine.error.InvalidRequest when it has other columns than the table is
   *     partitioned by
   */
  Map<String, String> inOrder(Table table, Map<String, String> spec);

  /**
   * Reads a condition on partition columns.
   *
   * @param filter Paimon's predicate JSON
   * @return tells of a partition whether it may be meant; what cannot be read or decided counts as
   *     yes, because clients filter once more
   */
  Predicate<Map<String, String>> condition(Table table, String filter);
}
