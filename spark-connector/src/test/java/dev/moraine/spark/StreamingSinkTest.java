package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.spark;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingSinkTest {
  @TempDir Path folder;

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS stream CASCADE");
    sql("CREATE DATABASE stream");
  }

  private void arrive(String name, String... lines) throws IOException {
    Path arrivals = Files.createDirectories(folder.resolve("in"));
    // A file appears whole, or the source might read a part of it.
    Path draft = Files.write(folder.resolve(name), List.of(lines));
    Files.move(draft, arrivals.resolve(name));
  }

  /** Starts the query, from its checkpoint if it has one, and lets it end with what has arrived. */
  private void process(String mode) throws TimeoutException, StreamingQueryException {
    StreamingQuery query =
        spark()
            .readStream()
            .schema("k INT, v STRING")
            .csv(folder.resolve("in").toString())
            .writeStream()
            .outputMode(mode)
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .toTable("stream.t");
    query.awaitTermination();
  }

  @Test
  void aQueryGoesOnFromItsCheckpointAndCommitsEachEpochOnce() throws Exception {
    sql("CREATE TABLE stream.t (k INT, v STRING) PARTITIONED BY (v)");
    arrive("1.csv", "1,a", "2,b");
    process("append");
    arrive("2.csv", "3,a");
    process("append");
    assertThat(rows("SELECT * FROM stream.t")).containsExactly("[1, a]", "[2, b]", "[3, a]");

    // As after a crash between the table's commit and the checkpoint's.
    forgetLastEpoch();
    process("append");

    assertThat(rows("SELECT * FROM stream.t")).containsExactly("[1, a]", "[2, b]", "[3, a]");
    assertThat(count("SELECT count(*) FROM stream.t$snapshots")).isEqualTo(2);
    assertThat(count("SELECT count(DISTINCT commit_user) FROM stream.t$snapshots")).isEqualTo(1);
    arrive("3.csv", "4,c");
    process("append");
    assertThat(count("SELECT count(*) FROM stream.t")).isEqualTo(4);
  }

  private void forgetLastEpoch() throws IOException {
    try (var files = Files.list(folder.resolve("checkpoint/commits"))) {
      Path last =
          files
              .filter(file -> file.getFileName().toString().matches("\\d+"))
              .max(Comparator.comparingInt(file -> Integer.parseInt(file.getFileName() + "")))
              .orElseThrow();
      Files.delete(last);
      Files.deleteIfExists(last.resolveSibling("." + last.getFileName() + ".crc"));
    }
  }

  @Test
  void rowsOfAStreamReplaceThoseOfTheirKey() throws Exception {
    sql("CREATE TABLE stream.t (k INT, v STRING) TBLPROPERTIES ('primary-key'='k', 'bucket'='-1')");
    arrive("1.csv", "1,a", "2,b");
    process("append");
    arrive("2.csv", "2,B", "3,c");
    process("append");

    assertThat(rows("SELECT * FROM stream.t")).containsExactly("[1, a]", "[2, B]", "[3, c]");
  }

  @Test
  void onlyAppendsAreTaken() throws Exception {
    sql("CREATE TABLE stream.t (k INT, v STRING)");
    arrive("1.csv", "1,a");

    assertThatThrownBy(() -> process("update")).isInstanceOf(Exception.class);
    assertThat(count("SELECT count(*) FROM stream.t")).isZero();
  }
}
