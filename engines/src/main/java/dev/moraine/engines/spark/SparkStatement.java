package dev.moraine.engines.spark;

import java.util.UUID;

/**
 * One statement and how to run it.
 *
 * @param operation names this execution, to interrupt it; used once
 * @param rowLimit how many rows are delivered at most
 */
public record SparkStatement(String sql, UUID operation, int rowLimit) {
  public SparkStatement {
    if (rowLimit < 0 || rowLimit == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("A row limit is from 0 to 2147483646");
    }
  }

  /** Without the text, in which a user may have written secrets. */
  @Override
  public String toString() {
    return "SparkStatement[" + operation + "]";
  }
}
