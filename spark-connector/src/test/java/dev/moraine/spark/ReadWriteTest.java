package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.spark;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadWriteTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS rw CASCADE");
    sql("CREATE DATABASE rw");
  }

  private static String plan(String query) {
    return spark().sql("EXPLAIN EXTENDED " + query).collectAsList().get(0).getString(0);
  }

  @Test
  void filtersGiveTheSameRowsHoweverTheyArePushed() {
    sql(
        "CREATE TABLE rw.f (i INT, s STRING, d DOUBLE, de DECIMAL(10,2), t TIMESTAMP, dt DATE, p"
            + " STRING, q INT) PARTITIONED BY (p, q)");
    sql(
        "INSERT INTO rw.f VALUES (1, 'apple', 0.5, 1.10, TIMESTAMP'2024-01-01 00:00:00',"
            + " DATE'2024-01-01', 'x', 1), (2, 'bee', -0.0, 2.20, NULL, NULL, 'x', 2), (NULL, NULL,"
            + " DOUBLE('NaN'), NULL, TIMESTAMP'2024-01-03 00:00:00', DATE'2024-01-03', 'y', 1), (4,"
            + " 'apply', NULL, 4.40, TIMESTAMP'2024-01-04 00:00:00', DATE'2024-01-04', NULL, NULL)");
    spark().table("rw.f").coalesce(1).localCheckpoint().createOrReplaceTempView("reference");

    for (String condition :
        new String[] {
          "i = 1",
          "i <> 1",
          "i IN (1, 4, NULL)",
          "i NOT IN (1, 4)",
          "NOT (i > 1)",
          "i IS NULL",
          "i <=> NULL",
          "1 < i",
          "i BETWEEN 1 AND 2",
          "s LIKE 'app%'",
          "s LIKE '%e'",
          "s LIKE '%ppl%'",
          "d = 0.0",
          "d = -0.0",
          "d = DOUBLE('NaN')",
          "d > 0",
          "NOT (d = 0.5)",
          "de = 2.2",
          "de > 1.1",
          "t >= TIMESTAMP'2024-01-03 00:00:00'",
          "dt = DATE'2024-01-01'",
          "p = 'x'",
          "p IS NULL",
          "p <> 'x'",
          "p = 'x' AND q = 2",
          "p = 'x' OR q = 1",
          "p = 'x' OR i = 4",
          "NOT (p = 'x')",
          "p IN ('x', 'y') AND i IS NULL",
          "q > 1",
          "q < 1 + 1",
          "upper(p) = 'X'",
          "p LIKE 'x%'",
          "i = q",
          "p = 'nope'",
          "NOT (p <=> 'x')",
          "p NOT IN ('x', NULL)",
          "NOT (q <=> 1 AND p = 'x')",
          "NOT (p IN ('x'))",
          "NOT (p = 'x' AND q = 1)",
          "p IN (NULL, 'y')"
        }) {
      assertThat(rows("SELECT * FROM rw.f WHERE " + condition))
          .as(condition)
          .isEqualTo(rows("SELECT * FROM reference WHERE " + condition));
      assertThat(rows("SELECT count(*) FROM rw.f WHERE " + condition))
          .as(condition)
          .isEqualTo(rows("SELECT count(*) FROM reference WHERE " + condition));
    }
  }

  @Test
  void partitionFiltersAndLimitAreLeftToPlanning() {
    sql("CREATE TABLE rw.l (i INT, p STRING) PARTITIONED BY (p)");
    for (int n = 0; n < 4; n++) {
      sql("INSERT INTO rw.l SELECT CAST(id AS INT), 'p" + n + "' FROM range(100)");
    }

    assertThat(plan("SELECT i FROM rw.l WHERE p = 'p1' LIMIT 5").split("== Physical Plan ==")[1])
        .doesNotContain("Filter ")
        .contains("limit 5");
    assertThat(sql("SELECT * FROM rw.l WHERE p = 'p1' LIMIT 5")).hasSize(5);
    assertThat(sql("SELECT * FROM rw.l WHERE i = 7 LIMIT 3")).hasSize(3);
    assertThat(sql("SELECT * FROM rw.l LIMIT 250")).hasSize(250);
    assertThat(spark().sql("SELECT i FROM rw.l WHERE p = 'p1'").rdd().getNumPartitions())
        .isEqualTo(1);
  }

  @Test
  void insertOverwriteStaticAndDynamic() {
    sql("CREATE TABLE rw.o (i INT, p STRING, q INT) PARTITIONED BY (p, q)");
    sql("INSERT INTO rw.o VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 1)");

    sql("INSERT OVERWRITE rw.o PARTITION (p = 'a', q = 1) SELECT 10");
    assertThat(rows("SELECT * FROM rw.o")).containsExactly("[10, a, 1]", "[2, a, 2]", "[3, b, 1]");
    sql("INSERT OVERWRITE rw.o PARTITION (p = 'a', q) SELECT 20, 3");
    assertThat(rows("SELECT * FROM rw.o")).containsExactly("[20, a, 3]", "[3, b, 1]");

    sql("SET spark.sql.sources.partitionOverwriteMode=dynamic");
    try {
      sql("INSERT OVERWRITE rw.o SELECT 30, 'b', 1");
    } finally {
      sql("RESET spark.sql.sources.partitionOverwriteMode");
    }
    assertThat(rows("SELECT * FROM rw.o")).containsExactly("[20, a, 3]", "[30, b, 1]");
    sql("INSERT OVERWRITE rw.o SELECT 40, 'c', 1");
    assertThat(rows("SELECT * FROM rw.o")).containsExactly("[40, c, 1]");
    sql("INSERT OVERWRITE rw.o SELECT * FROM rw.o WHERE false");
    assertThat(rows("SELECT * FROM rw.o")).isEmpty();
  }

  @Test
  void truncateEmptiesAndCreateAsSelectFills() {
    sql("CREATE TABLE rw.src (i INT, s STRING)");
    sql("INSERT INTO rw.src VALUES (1, 'a'), (2, 'b')");

    sql(
        "CREATE TABLE rw.copy PARTITIONED BY (s) TBLPROPERTIES ('file.format'='orc') AS SELECT * FROM"
            + " rw.src");
    sql("TRUNCATE TABLE rw.src");

    assertThat(rows("SELECT * FROM rw.copy")).containsExactly("[1, a]", "[2, b]");
    assertThat(rows("SELECT * FROM rw.src")).isEmpty();
    assertThat(rows("SELECT DISTINCT file_format FROM rw.copy$files")).containsExactly("[orc]");
  }

  @Test
  void keyedTablesKeepTheNewestRow() {
    for (String bucket : new String[] {"3", "-1"}) {
      sql("DROP TABLE IF EXISTS rw.pk");
      sql(
          "CREATE TABLE rw.pk (k BIGINT, t STRING, v STRING, p STRING) PARTITIONED BY (p)"
              + " TBLPROPERTIES ('primary-key'='k,t,p', 'bucket'='"
              + bucket
              + "')");
      for (int round = 0; round < 4; round++) {
        sql(
            "INSERT INTO rw.pk SELECT /*+ REPARTITION(4) */ id, 't', 'v"
                + round
                + "', IF(id % 2 = 0, 'a', 'b') FROM range("
                + round * 10
                + ", 1000)");
      }
      assertThat(count("SELECT count(*) FROM rw.pk")).isEqualTo(1000);
      assertThat(rows("SELECT v, count(*) FROM rw.pk GROUP BY v"))
          .containsExactly("[v0, 10]", "[v1, 10]", "[v2, 10]", "[v3, 970]");
      sql("INSERT OVERWRITE rw.pk PARTITION (p = 'a') SELECT 1, 't', 'only'");
      assertThat(rows("SELECT v FROM rw.pk WHERE p = 'a'")).containsExactly("[only]");
      sql("INSERT INTO rw.pk VALUES (1, 't', 'newer', 'a')");
      assertThat(rows("SELECT v FROM rw.pk WHERE p = 'a'")).containsExactly("[newer]");
    }
  }

  @Test
  void rowsForPostponedBucketsWaitForTheirBucket() {
    sql(
        "CREATE TABLE rw.later (k BIGINT, v STRING) TBLPROPERTIES ('primary-key'='k',"
            + " 'bucket'='-2')");
    sql("INSERT INTO rw.later SELECT id, 'v' FROM range(100)");
    sql("INSERT INTO rw.later SELECT id, 'w' FROM range(50)");

    var written = LocalSpark.table("rw", "later").store().newScan().plan().files();
    assertThat(written).isNotEmpty().allMatch(entry -> entry.bucket() == -2);
    assertThat(written.stream().mapToLong(entry -> entry.file().rowCount()).sum()).isEqualTo(150);
  }

  @Test
  void oneFilePerPartitionWhenTasksShareThem() {
    sql("CREATE TABLE rw.few (i BIGINT, p INT) PARTITIONED BY (p)");
    sql("INSERT INTO rw.few SELECT /*+ REPARTITION(8) */ id, CAST(id % 5 AS INT) FROM range(1000)");

    assertThat(count("SELECT count(*) FROM rw.few$files")).isEqualTo(5);
  }

  @Test
  void timeTravelAndSystemTables() {
    sql("CREATE TABLE rw.tt (i INT)");
    sql("INSERT INTO rw.tt VALUES (1)");
    sql("INSERT INTO rw.tt VALUES (2)");

    assertThat(rows("SELECT * FROM rw.tt VERSION AS OF 1")).containsExactly("[1]");
    assertThat(rows("SELECT snapshot_id, commit_kind FROM rw.tt$snapshots"))
        .containsExactly("[1, APPEND]", "[2, APPEND]");
    assertThat(rows("SELECT * FROM paimon.rw.`tt$schemas`")).hasSize(1);
    for (String table : new String[] {"manifests", "partitions", "options", "tags", "buckets"}) {
      assertThat(sql("SELECT * FROM rw.tt$" + table)).isNotNull();
    }
    assertThat(
            count("SELECT count(*) FROM rw.tt$files f JOIN rw.tt$snapshots s ON s.schema_id = 0"))
        .isEqualTo(4);
    assertThatThrownBy(() -> sql("INSERT INTO rw.tt$files SELECT 1")).isNotNull();
  }

  @Test
  void dollarsElsewhereAreLeftAlone() {
    sql("CREATE TABLE rw.d (s STRING)");
    sql("INSERT INTO rw.d VALUES ('a$files'), (\"b$files\"), (r'c\\$files') -- x$files");

    assertThat(rows("SELECT s AS `x$y` FROM rw.d /* t$files */ WHERE s LIKE '%$files'")).hasSize(3);
    assertThat(rows("SELECT s FROM rw.d WHERE s RLIKE '^a.files$'")).containsExactly("[a$files]");
    assertThat(spark().table("rw.d$files").count()).isPositive();
    sql("SET moraine.word=d");
    assertThat(rows("SELECT s FROM rw.${moraine.word} WHERE s = 'a$files'")).hasSize(1);
  }

  @Test
  void failedStatementsLeaveNoFilesBehind() throws Exception {
    sql("CREATE TABLE rw.fail (i INT)");
    assertThatThrownBy(
            () ->
                sql(
                    "INSERT INTO rw.fail SELECT CAST(IF(id = 999, raise_error('stop'), id) AS INT)"
                        + " FROM range(0, 1000, 1, 1)"))
        .hasStackTraceContaining("stop");

    var location =
        java.nio.file.Path.of(LocalSpark.table("rw", "fail").location().toUri().getPath());
    try (var files = java.nio.file.Files.walk(location)) {
      assertThat(files.filter(f -> f.toString().endsWith(".parquet"))).isEmpty();
    }
  }
}
