package dev.moraine.engines.spark;

import java.util.List;

/** Hears a statement's result as it arrives, on the thread that executes it. */
public interface SparkResultListener {

  /** Hears the columns, once and before any row; empty for a statement without a result. */
  default void columns(List<SparkColumn> columns) {}

  /**
   * Hears the next rows, in the result's order.
   *
   * @param rows cells as Spark's {@code show} prints them, absent values as {@code NULL}
   */
  default void rows(List<List<String>> rows) {}

  /** Hears how far the statement is, every few seconds at most. */
  default void progress(SparkProgress progress) {}
}
