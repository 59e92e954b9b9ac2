package dev.moraine.engines.spark;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Relation;
import org.jspecify.annotations.Nullable;

/** Takes one statement's responses in, counts rows and passes on what a listener wants to hear. */
final class SparkReception {
  private final int rowLimit;
  private final SparkResultListener listener;
  private @Nullable DataType schema;
  private @Nullable Relation relation;
  private int delivered;
  private boolean truncated;

  SparkReception(int rowLimit, SparkResultListener listener) {
    this.rowLimit = rowLimit;
    this.listener = listener;
  }

  void accept(ExecutePlanResponse response) {
    if (response.hasSchema() && schema == null) {
      schema = response.getSchema();
      listener.columns(SparkTypes.columns(schema));
    }
    if (response.hasSqlCommandResult()) {
      relation = response.getSqlCommandResult().getRelation();
    } else if (response.hasArrowBatch()) {
      deliver(response.getArrowBatch());
    } else if (response.hasExecutionProgress()) {
      listener.progress(progress(response.getExecutionProgress()));
    }
  }

  /** What a command said its rows can be had from; null when it said nothing. */
  @Nullable Relation relation() {
    return relation;
  }

  /** Ends the reception and tells whether rows were left out. */
  boolean end() {
    if (schema == null) {
      listener.columns(List.of());
    }
    return truncated;
  }

  private void deliver(ExecutePlanResponse.ArrowBatch batch) {
    if (schema == null) {
      throw new IllegalStateException("Spark sent rows before their schema");
    }
    ByteBuffer stream = batch.getData().asReadOnlyByteBuffer();
    List<List<String>> rows = ArrowBatch.rows(stream, schema);
    int room = rowLimit - delivered;
    if (rows.size() > room) {
      truncated = true;
      rows = rows.subList(0, room);
    }
    delivered += rows.size();
    if (!rows.isEmpty()) {
      listener.rows(List.copyOf(rows));
    }
  }

  private static SparkProgress progress(ExecutePlanResponse.ExecutionProgress progress) {
    return new SparkProgress(
        progress.getStagesList().stream()
            .map(
                stage ->
                    new SparkProgress.Stage(
                        stage.getStageId(),
                        stage.getNumTasks(),
                        stage.getNumCompletedTasks(),
                        stage.getInputBytesRead(),
                        stage.getDone()))
            .toList(),
        progress.getNumInflightTasks());
  }
}
