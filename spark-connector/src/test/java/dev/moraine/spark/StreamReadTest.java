package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.spark;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamReadTest {
  @TempDir Path checkpoints;

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS st CASCADE");
    sql("CREATE DATABASE st");
    sql("CREATE TABLE st.t (i INT)");
  }

  /** What comes until the stream has caught up, a list for each batch that has any. */
  private List<List<Integer>> readAll(Map<String, String> options) throws Exception {
    List<List<Integer>> batches = new ArrayList<>();
    run(
        options,
        (batch, id) -> {
          List<Integer> values =
              batch.collectAsList().stream().map(row -> row.getInt(0)).sorted().toList();
          if (!values.isEmpty()) {
            batches.add(values);
          }
        });
    return batches;
  }

  private void run(Map<String, String> options, VoidFunction2<Dataset<Row>, Long> each)
      throws Exception {
    DataStreamReader reader = spark().readStream();
    options.forEach(reader::option);
    reader
        .table("st.t")
        .writeStream()
        .foreachBatch(each)
        .option("checkpointLocation", checkpoints.resolve("stream").toUri().toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  @Test
  void everyRowComesOnceAlsoAfterARestart() throws Exception {
    sql("INSERT INTO st.t VALUES (1), (2)");
    sql("INSERT INTO st.t VALUES (3)");

    assertThat(readAll(Map.of())).containsExactly(List.of(1, 2, 3));
    assertThat(readAll(Map.of())).isEmpty();
    sql("INSERT INTO st.t VALUES (4)");
    sql("CALL sys.compact(table => 'st.t')");
    sql("INSERT INTO st.t VALUES (5)");
    assertThat(readAll(Map.of())).containsExactly(List.of(4, 5));
    assertThat(readAll(Map.of())).isEmpty();
  }

  @Test
  void aBatchThatFailedComesAgainAsItWas() throws Exception {
    sql("INSERT INTO st.t VALUES (1)");
    Map<String, String> fromNowOn = Map.of("scan.mode", "latest");
    assertThat(readAll(fromNowOn)).isEmpty();
    sql("INSERT INTO st.t VALUES (2)");
    assertThatThrownBy(
            () ->
                run(
                    fromNowOn,
                    (batch, id) -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasStackTraceContaining("stop");
    sql("INSERT INTO st.t VALUES (3)");

    assertThat(readAll(fromNowOn)).containsExactly(List.of(2), List.of(3));
  }

  @Test
  void streamsStartWhereTheyAreTold() throws Exception {
    sql("INSERT INTO st.t VALUES (1)");
    sql("INSERT INTO st.t VALUES (2)");
    sql("INSERT INTO st.t VALUES (3)");

    assertThat(readAll(Map.of("scan.snapshot-id", "2"))).containsExactly(List.of(2, 3));
  }

  @Test
  void streamsStartAtTheTimeTheyAreTold() throws Exception {
    sql("INSERT INTO st.t VALUES (1)");
    sql("INSERT INTO st.t VALUES (2)");
    long second = LocalSpark.table("st", "t").snapshot(2).timeMillis();

    assertThat(readAll(Map.of("scan.timestamp-millis", Long.toString(second))))
        .containsExactly(List.of(2));
  }

  @Test
  void aBatchHasNoMoreFilesThanAllowed() throws Exception {
    for (int i = 1; i <= 5; i++) {
      sql("INSERT INTO st.t VALUES (" + i + ")");
    }

    assertThat(readAll(Map.of("scan.snapshot-id", "1", "read.stream.maxFilesPerTrigger", "2")))
        .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
  }

  @Test
  void overwritesAreLeftOutUnlessAskedFor() throws Exception {
    sql("INSERT INTO st.t VALUES (1)");
    assertThat(readAll(Map.of())).containsExactly(List.of(1));
    sql("INSERT OVERWRITE st.t VALUES (2)");
    assertThat(readAll(Map.of())).isEmpty();
    sql("INSERT OVERWRITE st.t VALUES (3)");
    assertThat(readAll(Map.of("streaming-read-append-overwrite", "true")))
        .containsExactly(List.of(3));
  }

  @Test
  void whatCannotBeStreamedSaysSo() throws Exception {
    sql("INSERT INTO st.t VALUES (1)");
    assertThat(readAll(Map.of())).hasSize(1);
    sql("INSERT INTO st.t VALUES (2)");
    sql("INSERT INTO st.t VALUES (3)");
    sql("DELETE FROM st.t WHERE i = 2");
    LocalSpark.table("st", "t").snapshotManager().deleteSnapshot(2);

    assertThatThrownBy(() -> readAll(Map.of()))
        .hasStackTraceContaining("Snapshot 2 of")
        .hasStackTraceContaining("has expired before the stream read it");

    sql("DROP TABLE st.t");
    sql("CREATE TABLE st.t (i INT) TBLPROPERTIES ('primary-key'='i', 'bucket'='1')");
    assertThatThrownBy(() -> readAll(Map.of())).hasStackTraceContaining("has a primary key");
  }
}
