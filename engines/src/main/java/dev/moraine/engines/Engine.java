package dev.moraine.engines;

/** What can be started on this machine. */
public enum Engine {
  FLINK,
  SPARK
}
