package dev.moraine.persistence;

import dev.moraine.engine.EngineProcess;
import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcessKind;
import dev.moraine.engine.EngineProcessState;
import dev.moraine.engine.EngineProcesses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class SqlEngineProcesses implements EngineProcesses {
  private final SqlTransactions transactions;
  private final UUID server;

  SqlEngineProcesses(SqlTransactions transactions, UUID server) {
    this.transactions = transactions;
    this.server = server;
  }

  @Override
  public void register(EngineProcess process) {
    if (process.state() != EngineProcessState.STARTING) {
      throw new IllegalArgumentException("A process is registered before it starts");
    }
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO engine_processes (
                      engine_process_id, server_id, kind, state, started_at_ms)
                    VALUES (:id, :serverId, :kind, :state, :startedAt)
                    """)
                .bind("id", process.id().toString())
                .bind("serverId", server.toString())
                .bind("kind", process.kind().name())
                .bind("state", process.state().name())
                .bind("startedAt", process.started().toEpochMilli())
                .execute());
  }

  @Override
  public void markRunning(EngineProcessId id, long pid, Instant processStart) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE engine_processes
                    SET    state = :state, pid = :pid, process_start_ms = :processStart
                    WHERE  engine_process_id = :id AND ended_at_ms IS NULL
                    """)
                .bind("state", EngineProcessState.RUNNING.name())
                .bind("pid", pid)
                .bind("processStart", processStart.toEpochMilli())
                .bind("id", id.toString())
                .execute());
  }

  @Override
  public void markEnded(EngineProcessId id, Instant ended, @Nullable Integer exitCode) {
    end(id, EngineProcessState.ENDED, ended, exitCode);
  }

  @Override
  public void markLost(EngineProcessId id, Instant ended) {
    end(id, EngineProcessState.LOST, ended, null);
  }

  private void end(
      EngineProcessId id, EngineProcessState state, Instant ended, @Nullable Integer exitCode) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE engine_processes
                    SET    state = :state, ended_at_ms = :endedAt, exit_code = :exitCode
                    WHERE  engine_process_id = :id AND ended_at_ms IS NULL
                    """)
                .bind("state", state.name())
                .bind("endedAt", ended.toEpochMilli())
                .bind("exitCode", exitCode)
                .bind("id", id.toString())
                .execute());
  }

  @Override
  public List<EngineProcess> unfinished() {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT engine_process_id, kind, state, pid, process_start_ms, started_at_ms
                    FROM   engine_processes
                    WHERE  server_id = :serverId AND ended_at_ms IS NULL
                    ORDER  BY started_at_ms
                    """)
                .bind("serverId", server.toString())
                .map((row, context) -> unfinishedProcess(row))
                .list());
  }

  private static EngineProcess unfinishedProcess(ResultSet row) throws SQLException {
    long pid = row.getLong("pid");
    boolean known = !row.wasNull();
    return new EngineProcess(
        new EngineProcessId(UUID.fromString(row.getString("engine_process_id"))),
        EngineProcessKind.valueOf(row.getString("kind")),
        EngineProcessState.valueOf(row.getString("state")),
        known ? pid : null,
        known ? Instant.ofEpochMilli(row.getLong("process_start_ms")) : null,
        Instant.ofEpochMilli(row.getLong("started_at_ms")),
        null,
        null);
  }
}
