package dev.moraine.engines;

/** Hears how the start goes, on any thread. */
@FunctionalInterface
public interface EngineStartProgress {

  /**
   * Hears one step.
   *
   * @param component such as {@code Flink} or {@code Spark}
   */
  void report(String component, String message);
}
