package dev.moraine.engines.flink;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as the cluster lists it.
 *
 * @param id 32 hex digits
 * @param state Flink's word, such as RUNNING, RESTARTING, FAILED, CANCELED, FINISHED
 * @param ended null while it runs
 */
public record FlinkJob(
    String id, String name, String state, Instant started, @Nullable Instant ended) {
  private static final Set<String> TERMINAL = Set.of("FAILED", "CANCELED", "FINISHED");

  /** Whether Flink will never run it again under this id. */
  public boolean isTerminal() {
    return TERMINAL.contains(state);
  }
}
