package dev.moraine.engines.flink;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One statement and how to run it.
 *
 * @param executionConfig options for this statement alone, such as {@code execution.runtime-mode};
 *     a SET would stay with the session
 * @param rowLimit how many rows are fetched at most; the rest is left and the operation closed
 */
public record FlinkStatement(
    String sql, Map<String, String> executionConfig, int rowLimit, Duration timeout) {
  private static final String JOB_ID = "$internal.pipeline.job-id";
  private static final String RESTORE_PATH = "execution.state-recovery.path";

  public FlinkStatement {
    executionConfig = Map.copyOf(executionConfig);
    if (rowLimit < 0) {
      throw new IllegalArgumentException("A row limit is not negative");
    }
  }

  public static FlinkStatement of(String sql) {
    return new FlinkStatement(sql, Map.of(), 10_000, Duration.ofMinutes(5));
  }

  /**
   * Fixes the id of the job that the statement starts.
   *
   * @param jobId 32 hex digits; a second submission under one id is refused by Flink, even after
   *     the first was cancelled
   */
  public FlinkStatement withJobId(String jobId) {
    if (!jobId.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("A job id is 32 hex digits: " + jobId);
    }
    return with(JOB_ID, jobId);
  }

  /** Starts the job from a checkpoint or savepoint. */
  public FlinkStatement restoredFrom(String path) {
    return with(RESTORE_PATH, path);
  }

  public FlinkStatement with(String key, String value) {
    Map<String, String> config = new HashMap<>(executionConfig);
    config.put(key, value);
    return new FlinkStatement(sql, config, rowLimit, timeout);
  }

  public FlinkStatement withRowLimit(int limit) {
    return new FlinkStatement(sql, executionConfig, limit, timeout);
  }

  public FlinkStatement withTimeout(Duration limit) {
    return new FlinkStatement(sql, executionConfig, rowLimit, limit);
  }

  /** Without the text, in which a user may have written secrets. */
  @Override
  public String toString() {
    return "FlinkStatement[" + executionConfig.keySet() + "]";
  }
}
