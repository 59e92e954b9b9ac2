package dev.moraine.engines.spark;

import java.util.List;

/**
 * A whole result.
 *
 * @param rows cells as Spark's {@code show} prints them, absent values as {@code NULL}
 * @param truncated whether there was more than the row limit
 */
public record SparkResult(List<SparkColumn> columns, List<List<String>> rows, boolean truncated) {
  public SparkResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
