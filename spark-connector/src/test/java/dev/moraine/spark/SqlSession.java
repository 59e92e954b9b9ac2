package dev.moraine.spark;

import java.util.List;

/** Spark, wherever it runs. */
@FunctionalInterface
public interface SqlSession {
  /** Runs a statement; the values of its rows as text. */
  List<List<String>> run(String statement);
}
