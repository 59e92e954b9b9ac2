package dev.moraine.engines;

import dev.moraine.engine.EngineProcess;
import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcessState;
import dev.moraine.engine.EngineProcesses;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows in memory, by the port's contract. */
public final class RememberedProcesses implements EngineProcesses {
  private final Map<EngineProcessId, EngineProcess> rows = new LinkedHashMap<>();

  @Override
  public synchronized void register(EngineProcess process) {
    rows.put(process.id(), process);
  }

  @Override
  public synchronized void markRunning(EngineProcessId id, long pid, Instant processStart) {
    move(id, EngineProcessState.RUNNING, pid, processStart, null, null);
  }

  @Override
  public synchronized void markEnded(
      EngineProcessId id, Instant ended, @Nullable Integer exitCode) {
    EngineProcess row = row(id);
    move(id, EngineProcessState.ENDED, row.pid(), row.processStart(), ended, exitCode);
  }

  @Override
  public synchronized void markLost(EngineProcessId id, Instant ended) {
    EngineProcess row = row(id);
    move(id, EngineProcessState.LOST, row.pid(), row.processStart(), ended, null);
  }

  @Override
  public synchronized List<EngineProcess> unfinished() {
    return rows.values().stream().filter(row -> !row.state().isTerminal()).toList();
  }

  public synchronized List<EngineProcess> all() {
    return List.copyOf(rows.values());
  }

  private EngineProcess row(EngineProcessId id) {
    EngineProcess row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("No row for " + id);
    }
    return row;
  }

  private void move(
      EngineProcessId id,
      EngineProcessState state,
      @Nullable Long pid,
      @Nullable Instant processStart,
      @Nullable Instant ended,
      @Nullable Integer exitCode) {
    EngineProcess row = row(id);
    if (!row.state().isTerminal()) {
      rows.put(
          id,
          new EngineProcess(
              id, row.kind(), state, pid, processStart, row.started(), ended, exitCode));
    }
  }
}
