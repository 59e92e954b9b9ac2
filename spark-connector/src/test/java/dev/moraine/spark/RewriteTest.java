package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.paimon.table.source.DataSplit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The procedures that rewrite files, other than by sorting. */
class RewriteTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS rew CASCADE");
    sql("CREATE DATABASE rew");
  }

  private static List<String> call(String procedure) {
    return rows("CALL paimon.sys." + procedure);
  }

  /** Three files in each of three days. */
  private static void days(String name, String properties) {
    sql(
        "CREATE TABLE rew."
            + name
            + " (id INT, v STRING, day DATE) PARTITIONED BY (day) TBLPROPERTIES ('write-only'='true'"
            + properties
            + ")");
    for (int i = 0; i < 3; i++) {
      sql(
          "INSERT INTO rew."
              + name
              + " SELECT CAST(id AS INT), 'v' || id, date_add(DATE'2024-06-01', CAST(id % 3 AS INT))"
              + " FROM range("
              + i * 30
              + ", "
              + (i + 1) * 30
              + ")");
    }
  }

  private static List<String> filesByDay(String name) {
    return rows("SELECT partition, count(*) FROM rew." + name + "$files GROUP BY partition");
  }

  @Test
  void conditionChoosesPartitions() {
    days("t", "");

    call("compact(table => 'rew.t', where => 'day > DATE\"2024-06-01\" AND month(day) = 6')");

    assertThat(filesByDay("t"))
        .containsExactly("[{2024-06-01}, 3]", "[{2024-06-02}, 1]", "[{2024-06-03}, 1]");
    call("compact(table => 'rew.t', where => 'day IS NULL')");
    call("compact(table => 'rew.t', where => 'year(day) = 2024')");
    assertThat(filesByDay("t"))
        .containsExactly("[{2024-06-01}, 1]", "[{2024-06-02}, 1]", "[{2024-06-03}, 1]");
    assertThat(count("SELECT count(DISTINCT id) FROM rew.t")).isEqualTo(90);
  }

  @Test
  void minorCompactionLeavesWhatIsNotWorthIt() {
    days("t", "");

    call("compact(table => 'rew.t', compact_strategy => 'minor')");
    assertThat(count("SELECT count(*) FROM rew.t$files")).isEqualTo(9);
    call(
        "compact(table => 'rew.t', compact_strategy => 'minor', options =>"
            + " 'compaction.min.file-num=2')");
    assertThat(count("SELECT count(*) FROM rew.t$files")).isEqualTo(3);
  }

  @Test
  void everyMatchingTableIsCompacted() {
    days("one", "");
    days("two", "");
    days("other", "");

    assertThat(
            call(
                "compact_database(including_databases => 'rew', including_tables => '.*o.*',"
                    + " excluding_tables => 'rew.oth.*')"))
        .containsExactly("[Compact database finished. Success: 2, Failed: 0]");

    assertThat(count("SELECT count(*) FROM rew.one$files")).isEqualTo(3);
    assertThat(count("SELECT count(*) FROM rew.two$files")).isEqualTo(3);
    assertThat(count("SELECT count(*) FROM rew.other$files")).isEqualTo(9);
  }

  @Test
  void partitionsGetAnotherNumberOfBuckets() {
    for (String keys : new String[] {"'primary-key'='id,day'", "'bucket-key'='id'"}) {
      sql("DROP TABLE IF EXISTS rew.t");
      days("t", ", 'bucket'='2', " + keys);
      sql("DELETE FROM rew.t WHERE id = 3 AND " + keys.contains("primary"));
      List<String> before = rows("SELECT * FROM rew.t");

      call("rescale(table => 'rew.t', bucket_num => 5, partitions => 'day=2024-06-02')");

      assertThat(rows("SELECT * FROM rew.t")).isEqualTo(before);
      assertThat(buckets("{2024-06-02}")).isEqualTo(5);
      assertThat(buckets("{2024-06-01}")).isEqualTo(2);

      sql("ALTER TABLE rew.t SET TBLPROPERTIES ('bucket'='3')");
      call("rescale(table => 'rew.t')");
      assertThat(rows("SELECT * FROM rew.t")).isEqualTo(before);
      assertThat(buckets("{2024-06-01}")).isEqualTo(3);
      sql("INSERT INTO rew.t VALUES (1000, 'new', DATE'2024-06-02')");
      assertThat(rows("SELECT v FROM rew.t WHERE id = 1000")).containsExactly("[new]");
    }
  }

  private static int buckets(String partition) {
    return LocalSpark.table("rew", "t").newSnapshotReader().read().dataSplits().stream()
        .filter(
            split ->
                partition.equals(
                    "{" + java.time.LocalDate.ofEpochDay(split.partition().getInt(0)) + "}"))
        .mapToInt(DataSplit::totalBuckets)
        .max()
        .orElse(0);
  }

  @Test
  void rescalingNeedsBuckets() {
    days("t", "");
    assertThatThrownBy(() -> call("rescale(table => 'rew.t', bucket_num => 2)"))
        .hasMessageContaining("rew.t has no fixed number of buckets");
    days("b", ", 'bucket'='2', 'bucket-key'='id'");
    assertThatThrownBy(() -> call("rescale(table => 'rew.b', bucket_num => 0)"))
        .hasMessageContaining("at least 1");
  }

  @Test
  void filesGetTheIndexesThatTheTableAsksFor() {
    days("t", "");
    assertThatThrownBy(() -> call("rewrite_file_index(table => 'rew.t')"))
        .hasMessageContaining("rew.t has no file index");
    sql("ALTER TABLE rew.t SET TBLPROPERTIES ('file-index.bloom-filter.columns'='v')");
    List<String> files = rows("SELECT file_path FROM rew.t$files");

    assertThat(call("rewrite_file_index(table => 'rew.t', where => 'day = \"2024-06-01\"')"))
        .containsExactly("[1, 3]");
    assertThat(indexed()).isEqualTo(3);
    assertThat(call("rewrite_file_index(table => 'rew.t')")).containsExactly("[3, 9]");

    assertThat(indexed()).isEqualTo(9);
    assertThat(rows("SELECT file_path FROM rew.t$files")).isEqualTo(files);
    assertThat(rows("SELECT id FROM rew.t WHERE v = 'v7'")).containsExactly("[7]");
    assertThat(count("SELECT count(*) FROM rew.t")).isEqualTo(90);
    assertThat(rows("SELECT DISTINCT commit_kind FROM rew.t$snapshots"))
        .containsExactly("[APPEND]", "[COMPACT]");
  }

  private static long indexed() {
    return LocalSpark.table("rew", "t").newSnapshotReader().read().dataSplits().stream()
        .flatMap(split -> split.dataFiles().stream())
        .filter(
            file ->
                file.embeddedIndex() != null
                    || file.extraFiles().stream().anyMatch(name -> name.endsWith(".index")))
        .count();
  }
}
