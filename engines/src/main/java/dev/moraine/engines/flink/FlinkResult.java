package dev.moraine.engines.flink;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a statement gave.
 *
 * @param rows cells as Flink prints them, absent values as {@code NULL}; in the order of arrival
 * @param rowKinds for each row {@code INSERT}, {@code UPDATE_BEFORE}, {@code UPDATE_AFTER} or
 *     {@code DELETE}; all INSERT in batch mode
 * @param hasContent false for statements that only succeed, whose one row says OK
 * @param truncated whether there was more than the row limit
 */
public record FlinkResult(
    List<FlinkColumn> columns,
    List<List<String>> rows,
    List<String> rowKinds,
    boolean hasContent,
    @Nullable String job,
    boolean truncated) {

  public FlinkResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    rowKinds = List.copyOf(rowKinds);
  }

  /** The id of the job that runs, or ran, the statement: 32 hex digits. */
  public Optional<String> jobId() {
    return Optional.ofNullable(job);
  }
}
