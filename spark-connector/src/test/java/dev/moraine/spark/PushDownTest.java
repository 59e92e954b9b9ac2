package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.spark;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.paimon.stats.ColStats;
import org.apache.paimon.stats.Statistics;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushDownTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS pd CASCADE");
    sql("CREATE DATABASE pd");
  }

  private static String plan(String query) {
    return spark().sql("EXPLAIN " + query).collectAsList().get(0).getString(0);
  }

  /** The query's rows, which must be the reference's, and whether files were read for them. */
  private static void answered(String query, String from, String reference, boolean fromMetadata) {
    assertThat(rows(query.replace("$", from)))
        .as(query)
        .isEqualTo(rows(query.replace("$", reference)));
    assertThat(plan(query.replace("$", from)).contains("LocalTableScan"))
        .as(plan(query.replace("$", from)))
        .isEqualTo(fromMetadata);
  }

  @Test
  void countsAndBoundsComeFromMetadata() {
    sql(
        "CREATE TABLE pd.a (b BOOLEAN, t TINYINT, s SMALLINT, i INT, l BIGINT, d DATE, x DOUBLE,"
            + " name STRING, nothing INT, p STRING, q INT) PARTITIONED BY (p, q)");
    for (String rows :
        new String[] {
          "(true, 1, 10, 100, 1000, DATE'2024-01-01', 1.5, 'a', NULL, 'x', 1),"
              + " (NULL, NULL, -10, -100, NULL, DATE'1969-01-01', DOUBLE('NaN'), 'b', NULL, 'x', 2)",
          "(false, -1, NULL, 7, -1000, NULL, -1.5, NULL, NULL, NULL, 2)",
          "(false, 5, 5, 5, 5, DATE'2030-01-01', 0.0, 'zz', NULL, 'x', 1)"
        }) {
      sql("INSERT INTO pd.a VALUES " + rows);
    }
    spark().table("pd.a").coalesce(1).localCheckpoint().createOrReplaceTempView("a_reference");

    for (String query :
        new String[] {
          "SELECT count(*) FROM $",
          "SELECT count(1), count(p), count(i), count(s), count(nothing) FROM $",
          "SELECT min(b), max(b), min(t), max(t), min(s), max(s), min(i), max(i) FROM $",
          "SELECT min(l), max(l), min(d), max(d), min(nothing), max(nothing) FROM $",
          "SELECT min(p), max(p), max(q) FROM $",
          "SELECT p, count(*) FROM $ GROUP BY p",
          "SELECT q, p, max(d), count(*) FROM $ GROUP BY q, p",
          "SELECT q, max(i) + 1 FROM $ GROUP BY q HAVING count(*) > 1",
          "SELECT count(*) FROM $ WHERE p = 'x'",
          "SELECT q, count(*), min(i) FROM $ WHERE p = 'x' AND q < 2 GROUP BY q",
          "SELECT count(*), max(i) FROM $ WHERE p = 'nope'",
          "SELECT p, count(*) FROM $ WHERE p = 'nope' GROUP BY p"
        }) {
      answered(query, "pd.a", "a_reference", true);
    }
    for (String query :
        new String[] {
          "SELECT min(x), max(x) FROM $",
          "SELECT max(name) FROM $",
          "SELECT count(*) FROM $ WHERE i > 5",
          "SELECT sum(i) FROM $",
          "SELECT avg(i) FROM $",
          "SELECT count(DISTINCT i) FROM $",
          "SELECT i, count(*) FROM $ GROUP BY i",
          "SELECT max(i + 1) FROM $"
        }) {
      answered(query, "pd.a", "a_reference", false);
    }
  }

  @Test
  void metadataThatDoNotTellAreNotAsked() {
    sql("CREATE TABLE pd.none (i INT) TBLPROPERTIES ('metadata.stats-mode'='none')");
    sql("INSERT INTO pd.none VALUES (1), (2), (NULL)");
    sql(
        "CREATE TABLE pd.keyed (k INT, v INT) TBLPROPERTIES ('primary-key'='k', 'bucket'='1',"
            + " 'write-only'='true')");
    sql("INSERT INTO pd.keyed VALUES (1, 10), (2, 20)");
    sql("INSERT INTO pd.keyed VALUES (2, 5), (3, 1)");
    sql("CREATE TABLE pd.changed (i INT, j INT)");
    sql("INSERT INTO pd.changed VALUES (2, 1), (10, NULL)");
    sql("ALTER TABLE pd.changed ALTER COLUMN i TYPE BIGINT");
    sql("ALTER TABLE pd.changed ADD COLUMN late INT");
    sql("INSERT INTO pd.changed VALUES (9, 4, 7)");

    for (String query :
        new String[] {"SELECT count(i) FROM pd.none", "SELECT min(i), max(i) FROM pd.none"}) {
      assertThat(plan(query)).doesNotContain("LocalTableScan");
    }
    assertThat(rows("SELECT count(i), min(i), max(i) FROM pd.none")).containsExactly("[2, 1, 2]");
    assertThat(plan("SELECT count(*) FROM pd.none")).contains("LocalTableScan");
    assertThat(rows("SELECT count(*), max(v) FROM pd.keyed")).containsExactly("[3, 10]");
    assertThat(plan("SELECT count(*) FROM pd.keyed")).doesNotContain("LocalTableScan");
    assertThat(rows("SELECT max(i) FROM pd.changed")).containsExactly("[10]");
    assertThat(plan("SELECT max(i) FROM pd.changed")).doesNotContain("LocalTableScan");
    assertThat(rows("SELECT max(late), count(late), count(j) FROM pd.changed"))
        .containsExactly("[7, 1, 2]");
    assertThat(plan("SELECT max(late), count(late), count(j) FROM pd.changed"))
        .contains("LocalTableScan");
  }

  @Test
  void firstRowsInAnOrderComeFromTheFilesThatMayHoldThem() {
    sql("CREATE TABLE pd.top (i INT, j INT)");
    for (int file = 0; file < 8; file++) {
      int start = file * 100;
      sql(
          "INSERT INTO pd.top SELECT /*+ COALESCE(1) */ CAST(id AS INT), CAST(id % 7 AS INT) FROM"
              + (" range(" + start + ", " + (start + 100) + ")"));
    }
    sql("INSERT INTO pd.top VALUES (NULL, 1)");
    spark().table("pd.top").coalesce(1).localCheckpoint().createOrReplaceTempView("top_reference");

    for (String order :
        new String[] {
          "i", "i DESC", "i ASC NULLS LAST", "i DESC NULLS FIRST", "i DESC, j", "j, i", "i + 1"
        }) {
      for (int limit : new int[] {1, 3, 150, 2000}) {
        String query = "SELECT * FROM $ ORDER BY " + order + " LIMIT " + limit;
        assertThat(sql(query.replace("$", "pd.top")).toString())
            .as(query)
            .isEqualTo(sql(query.replace("$", "top_reference")).toString());
      }
    }
    assertThat(filesRead("SELECT * FROM pd.top ORDER BY i DESC LIMIT 3")).isEqualTo(1);
    assertThat(filesRead("SELECT * FROM pd.top ORDER BY i LIMIT 3")).isEqualTo(2);
    assertThat(filesRead("SELECT * FROM pd.top ORDER BY i ASC NULLS LAST LIMIT 150")).isEqualTo(2);
  }

  private static long filesRead(String query) {
    Dataset<Row> result = spark().sql(query);
    return LocalSpark.scans(result).stream()
        .flatMap(scan -> scan.splits().stream())
        .mapToLong(split -> ((org.apache.paimon.table.source.DataSplit) split).dataFiles().size())
        .sum();
  }

  @Test
  void joinsReadThePartitionsThatTheOtherSideNames() {
    sql("CREATE TABLE pd.fact (i INT, p INT) PARTITIONED BY (p)");
    sql("INSERT INTO pd.fact SELECT CAST(id AS INT), CAST(id % 10 AS INT) FROM range(1000)");
    sql("CREATE TABLE pd.dim (p INT, name STRING)");
    sql("INSERT INTO pd.dim VALUES (3, 'three'), (4, 'four')");

    Dataset<Row> joined =
        spark()
            .sql(
                "SELECT count(i) FROM pd.fact f JOIN pd.dim d ON f.p = d.p WHERE d.name = 'three'");

    assertThat(joined.collectAsList().toString()).isEqualTo("[[100]]");
    assertThat(LocalSpark.scans(joined).stream().map(scan -> scan.splits().size()).toList())
        .isEqualTo(List.of(1, 1));
  }

  @Test
  void theOptimiserKnowsRowsAndAnalysedColumns() throws Exception {
    sql("CREATE TABLE pd.s (i INT, s STRING)");
    sql("INSERT INTO pd.s SELECT CAST(id AS INT), CAST(id AS STRING) FROM range(100)");
    FileStoreTable table = LocalSpark.table("pd", "s");
    try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
      commit.updateStatistics(
          new Statistics(
              1, 0, 100L, 1000L, Map.of("i", ColStats.newColStats(0, 77L, 0, 99, 5L, 4L, 4L))));
    }

    sql("SET spark.sql.cbo.enabled=true");
    var known =
        ((org.apache.spark.sql.classic.Dataset<Row>) spark().table("pd.s"))
            .queryExecution()
            .optimizedPlan()
            .stats();
    sql("RESET spark.sql.cbo.enabled");

    assertThat(known.rowCount().get()).hasToString("100");
    assertThat(known.attributeStats().values().mkString())
        .contains("Some(77),Some(0),Some(99),Some(5)")
        .doesNotContain("None,None");
  }
}
