package dev.moraine.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of engine processes, so that none is forgotten when the server dies.
 *
 * <p>Every method is durable when it returns and safe to call from any thread. Ends are final: a
 * mark on a row in a terminal state changes nothing and is no error, since a process may be seen
 * ending twice (by its watcher and by whoever closes it).
 */
public interface EngineProcesses {

  /**
   * Writes the row of a process that does not exist yet.
   *
   * @param process in state STARTING
   * @throws IllegalArgumentException if it is in another state
   */
  void register(EngineProcess process);

  /**
   * Moves a STARTING process to RUNNING.
   *
   * @param processStart the operating system's start instant of {@code pid}
   */
  void markRunning(EngineProcessId id, long pid, Instant processStart);

  /**
   * Moves a process to ENDED.
   *
   * @param exitCode null when it was not seen
   */
  void markEnded(EngineProcessId id, Instant ended, @Nullable Integer exitCode);

  /** Moves a process that an earlier run of the server left behind to LOST. */
  void markLost(EngineProcessId id, Instant ended);

  /**
   * All processes in a non-terminal state that earlier runs of this very server started, oldest
   * first; empty when there is none.
   *
   * <p>Never those of another server on the same database: whatever this lists is ended.
   */
  List<EngineProcess> unfinished();
}
