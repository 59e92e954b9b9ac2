package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The statements of the tutorial in which Flink writes and Spark reads and compacts. */
class TutorialTwoTest {
  @BeforeAll
  static void writtenTable() {
    sql("DROP DATABASE IF EXISTS test_paimon_db CASCADE");
    sql("CREATE DATABASE test_paimon_db");
    sql(
        "CREATE TABLE test_paimon_db.test_append_tbl"
            + " (id STRING, data STRING, category INT, ts STRING, dt STRING, hh STRING)"
            + " PARTITIONED BY (dt, hh) TBLPROPERTIES ('write-only'='true')");
    for (int i = 0; i < 3; i++) {
      sql(
          "INSERT INTO test_paimon_db.test_append_tbl SELECT CAST(id AS STRING), 'd', CAST(id % 10"
              + " AS INT) + 1, 'ts', '2024-06-24', IF(id % 2 = 0, '19', '9') FROM range(1000)");
    }
  }

  @Test
  void everyStatementRunsAsWritten() {
    assertThat(sql("SELECT * FROM paimon.test_paimon_db.test_append_tbl LIMIT 10")).hasSize(10);
    assertThat(
            count(
                "SELECT COUNT(*) FROM paimon.test_paimon_db.test_append_tbl WHERE dt = '2024-06-24'"
                    + " AND hh = '19';"))
        .isEqualTo(1500);
    String files =
        "SELECT file_path, record_count, file_size_in_bytes\n"
            + "FROM paimon.test_paimon_db.test_append_tbl$files\n"
            + "WHERE partition = '[2024-06-24, 19]';";
    assertThat(sql(files)).hasSize(3);

    assertThat(
            rows(
                "CALL paimon.sys.compact (\ntable => 'test_paimon_db.test_append_tbl',\n"
                    + "partitions => 'dt=\"2024-06-24\",hh=\"19\"',\norder_strategy => 'zorder',\n"
                    + "order_by => 'category'\n);"))
        .containsExactly("[true]");

    assertThat(sql(files)).hasSize(1);
    assertThat(count("SELECT COUNT(*) FROM test_paimon_db.test_append_tbl")).isEqualTo(3000);
    assertThat(
            rows(
                "SELECT commit_kind FROM test_paimon_db.test_append_tbl$snapshots"
                    + " ORDER BY snapshot_id DESC LIMIT 1"))
        .containsExactly("[COMPACT]");
    assertThat(
            rows(
                "SELECT partition, file_source FROM test_paimon_db.test_append_tbl$files WHERE"
                    + " partition = '{2024-06-24, 19}'"))
        .containsExactly("[{2024-06-24, 19}, COMPACT]");
  }

  @Test
  void bothSpellingsOfAPartitionFindTheSameRows() {
    String from = "SELECT partition, file_path FROM test_paimon_db.";
    for (String table : new String[] {"test_append_tbl$files", "`test_append_tbl$files`"}) {
      String query = from + table + " WHERE partition ";
      var nine = rows(query + "= '{2024-06-24, 9}'");
      assertThat(nine).hasSize(3).allMatch(row -> row.contains("{2024-06-24, 9}"));
      assertThat(rows(query + "= '[2024-06-24, 9]'")).isEqualTo(nine);
      assertThat(rows(query + "IN ('[2024-06-24, 9]', '[2024-06-24, 8]')")).isEqualTo(nine);
      assertThat(rows(query + "= '[2024-06-24, 9]' AND record_count > 0")).isEqualTo(nine);
      assertThat(rows(query + "= '[2024-06-24, 9]' OR partition = '[x, 9]'")).isEqualTo(nine);
      assertThat(rows(query + "= '[2024-06-24, 8]'")).isEmpty();
      assertThat(rows(query + "= '[2024-06-24, 9]' AND partition = '[2024-06-24, 19]'")).isEmpty();
    }
    assertThat(
            count(
                "SELECT count(*) FROM test_paimon_db.test_append_tbl$files WHERE partition ="
                    + " '[2024-06-24, 9]'"))
        .isEqualTo(3);
  }
}
