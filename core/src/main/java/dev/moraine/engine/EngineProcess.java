package dev.moraine.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One process that Moraine started, or is about to start, to run an engine.
 *
 * <p>The pid alone names nothing: it is recycled. {@code pid} together with {@code processStart},
 * the start instant as the operating system tells it, does.
 *
 * @param pid known from RUNNING on; may stay unknown when a start was cut short
 * @param processStart known exactly when the pid is
 * @param started when the row was written
 * @param ended set exactly in the terminal states
 * @param exitCode only of an ENDED process, and only when it was seen
 */
public record EngineProcess(
    EngineProcessId id,
    EngineProcessKind kind,
    EngineProcessState state,
    @Nullable Long pid,
    @Nullable Instant processStart,
    Instant started,
    @Nullable Instant ended,
    @Nullable Integer exitCode) {

  public EngineProcess {
    if ((pid == null) != (processStart == null)) {
      throw new IllegalArgumentException("A pid and its start instant are known together");
    }
    if (state == EngineProcessState.RUNNING && pid == null) {
      throw new IllegalArgumentException("A running process has a pid");
    }
    if (state.isTerminal() != (ended != null)) {
      throw new IllegalArgumentException("A process has an end exactly in a terminal state");
    }
    if (exitCode != null && state != EngineProcessState.ENDED) {
      throw new IllegalArgumentException("Only an ended process has an exit code");
    }
  }

  /** A process that does not exist yet. */
  public static EngineProcess starting(
      EngineProcessId id, EngineProcessKind kind, Instant started) {
    return new EngineProcess(
        id, kind, EngineProcessState.STARTING, null, null, started, null, null);
  }
}
