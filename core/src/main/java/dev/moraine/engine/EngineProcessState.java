package dev.moraine.engine;

/** Where an engine process is in its life. */
public enum EngineProcessState {
  /** The row is written; a process may or may not exist yet. */
  STARTING,
  /** The process exists; its pid and start instant are known. */
  RUNNING,
  /** We saw it end. */
  ENDED,
  /** An earlier run of the server left it behind, so how it ended was not seen. */
  LOST;

  public boolean isTerminal() {
    return this == ENDED || this == LOST;
  }
}
