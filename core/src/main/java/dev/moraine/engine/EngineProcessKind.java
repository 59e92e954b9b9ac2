package dev.moraine.engine;

/** What a process that Moraine started is for. */
public enum EngineProcessKind {
  FLINK_JOB_MANAGER,
  FLINK_TASK_MANAGER,
  FLINK_SQL_GATEWAY,
  SPARK_CONNECT
}
