package dev.moraine.engines.spark;

import java.util.List;

/** How far a running statement is; counts cover the stages known so far, so totals may grow. */
public record SparkProgress(List<Stage> stages, long runningTasks) {

  /** One stage. */
  public record Stage(long id, long tasks, long completedTasks, long inputBytes, boolean done) {}

  public SparkProgress {
    stages = List.copyOf(stages);
  }

  public long tasks() {
    return stages.stream().mapToLong(Stage::tasks).sum();
  }

  public long completedTasks() {
    return stages.stream().mapToLong(Stage::completedTasks).sum();
  }

  public long inputBytes() {
    return stages.stream().mapToLong(Stage::inputBytes).sum();
  }
}
