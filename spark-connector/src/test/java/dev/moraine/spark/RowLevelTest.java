package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowLevelTest {
  private static final String APPEND = "'bucket'='-1'";
  private static final String KEYED = "'primary-key'='k', 'bucket'='2'";
  private static final String DYNAMIC = "'primary-key'='k', 'bucket'='-1'";

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS rl CASCADE");
    sql("CREATE DATABASE rl");
  }

  private static void target(String properties) {
    sql(
        "CREATE TABLE rl.t (k INT NOT NULL, v STRING, n INT NOT NULL) TBLPROPERTIES ("
            + properties
            + ")");
    sql("INSERT INTO rl.t VALUES (1, 'a', 10), (2, 'b', 20)");
    sql("INSERT INTO rl.t VALUES (3, 'c', 30), (4, NULL, 40)");
    sql("CREATE TABLE rl.s (k INT, v STRING, n INT, op STRING)");
    sql("INSERT INTO rl.s VALUES (2, 'B', 21, 'U'), (3, 'C', 31, 'D'), (9, 'i', 90, 'I')");
  }

  private static java.util.List<String> all() {
    return rows("SELECT * FROM rl.t");
  }

  @ParameterizedTest
  @ValueSource(strings = {APPEND, KEYED, DYNAMIC})
  void updateChangesMatchingRowsOnly(String properties) {
    target(properties);

    sql("UPDATE rl.t SET v = CONCAT(v, '!'), n = n + 1 WHERE k >= 2 AND v IS NOT NULL");

    assertThat(all()).containsExactly("[1, a, 10]", "[2, b!, 21]", "[3, c!, 31]", "[4, null, 40]");
  }

  @ParameterizedTest
  @ValueSource(strings = {APPEND, KEYED, DYNAMIC})
  void deleteRemovesMatchingRowsOnly(String properties) {
    target(properties);

    sql("DELETE FROM rl.t WHERE v = 'b' OR n = 40");
    assertThat(all()).containsExactly("[1, a, 10]", "[3, c, 30]");

    sql("DELETE FROM rl.t WHERE k IN (SELECT k FROM rl.s)");
    assertThat(all()).containsExactly("[1, a, 10]");
    sql("INSERT INTO rl.t VALUES (2, 'again', 1)");
    assertThat(all()).containsExactly("[1, a, 10]", "[2, again, 1]");
    sql("DELETE FROM rl.t");
    assertThat(all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {APPEND, KEYED, DYNAMIC})
  void mergeWithEveryClause(String properties) {
    target(properties);

    sql(
        "MERGE INTO rl.t USING rl.s ON t.k = s.k"
            + " WHEN MATCHED AND s.op = 'D' THEN DELETE"
            + " WHEN MATCHED THEN UPDATE SET v = s.v, n = s.n"
            + " WHEN NOT MATCHED THEN INSERT (k, v, n) VALUES (s.k, s.v, s.n)"
            + " WHEN NOT MATCHED BY SOURCE AND t.k = 4 THEN UPDATE SET v = 'lone'"
            + " WHEN NOT MATCHED BY SOURCE THEN DELETE");

    assertThat(all()).containsExactly("[2, B, 21]", "[4, lone, 40]", "[9, i, 90]");
  }

  @ParameterizedTest
  @ValueSource(strings = {APPEND, KEYED, DYNAMIC})
  void mergeIntoItselfAndInsertOnly(String properties) {
    target(properties);

    sql(
        "MERGE INTO rl.t USING (SELECT k + 3 AS k, v, n FROM rl.t) s ON t.k = s.k"
            + " WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT *");
    assertThat(all())
        .containsExactly(
            "[1, a, 10]",
            "[2, b, 20]",
            "[3, c, 30]",
            "[4, a, 40]",
            "[5, b, 20]",
            "[6, c, 30]",
            "[7, null, 40]");
    sql("MERGE INTO rl.t USING rl.s ON t.k = s.k WHEN NOT MATCHED THEN INSERT *");

    assertThat(rows("SELECT * FROM rl.t WHERE k > 7")).containsExactly("[9, i, 90]");
  }

  @ParameterizedTest
  @ValueSource(strings = {APPEND, KEYED, DYNAMIC})
  void mergeRefusesSeveralSourceRowsForOne(String properties) {
    target(properties);
    sql("INSERT INTO rl.s VALUES (2, 'twice', 22, 'U')");

    assertThatThrownBy(
            () ->
                sql("MERGE INTO rl.t USING rl.s ON t.k = s.k WHEN MATCHED THEN UPDATE SET v = s.v"))
        .hasStackTraceContaining("MERGE_CARDINALITY_VIOLATION");
    assertThat(all()).hasSize(4);
  }

  @Test
  void partitionedAppendTableReplacesOnlyFilesThatWereRead() {
    sql("CREATE TABLE rl.p (k INT, v STRING, dt STRING) PARTITIONED BY (dt)");
    sql("INSERT INTO rl.p VALUES (1, 'a', 'x'), (2, 'b', 'y')");
    String untouched = rows("SELECT file_path FROM rl.p$files WHERE partition = '[y]'").toString();

    sql("UPDATE rl.p SET v = 'changed' WHERE dt = 'x' AND k = 1");

    assertThat(rows("SELECT * FROM rl.p")).containsExactly("[1, changed, x]", "[2, b, y]");
    assertThat(rows("SELECT file_path FROM rl.p$files WHERE partition = '[y]'").toString())
        .isEqualTo(untouched);
    sql("UPDATE rl.p SET dt = 'z' WHERE k = 2");
    assertThat(rows("SELECT * FROM rl.p")).containsExactly("[1, changed, x]", "[2, b, z]");
  }

  @Test
  void updateOfAPrimaryKeyIsRefused() {
    target(KEYED);

    assertThatThrownBy(() -> sql("UPDATE rl.t SET k = k + 1"))
        .hasStackTraceContaining("The primary key of rl.t cannot be updated");
    assertThat(all()).hasSize(4);
  }

  @Test
  void mergeEnginesAndOptionsThatForbidChangesSaySo() {
    sql(
        "CREATE TABLE rl.agg (k INT, n INT) TBLPROPERTIES ('primary-key'='k', 'bucket'='1',"
            + " 'merge-engine'='aggregation', 'fields.n.aggregate-function'='sum')");
    sql(
        "CREATE TABLE rl.seq (k INT, n INT) TBLPROPERTIES ('primary-key'='k', 'bucket'='1',"
            + " 'sequence.field'='n')");

    assertThatThrownBy(() -> sql("DELETE FROM rl.agg WHERE k = 1"))
        .hasMessageContaining("only deduplicate does");
    assertThatThrownBy(() -> sql("UPDATE rl.agg SET n = 1 WHERE k = 1"))
        .hasMessageContaining("only deduplicate does");
    assertThatThrownBy(() -> sql("DELETE FROM rl.seq WHERE k = 1"))
        .hasMessageContaining("which a delete by key does not know");
    sql("INSERT INTO rl.seq VALUES (1, 1)");
    sql("UPDATE rl.seq SET n = 2 WHERE k = 1");
    assertThat(rows("SELECT * FROM rl.seq")).containsExactly("[1, 2]");
  }

  @Test
  void rowsAppendedDuringAMergeStay() throws Exception {
    sql(
        "CREATE TABLE rl.live (id STRING, data STRING, category INT, dt STRING) PARTITIONED BY (dt)");
    sql(
        "INSERT INTO rl.live SELECT CONCAT('id-', id), 'd', CAST(id % 10 AS INT), '2024-06-24' FROM"
            + " range(1000)");
    try (LiveWriter writer = new LiveWriter(LocalSpark.table("rl", "live"), 10).start()) {
      for (int i = 0; i < 5; i++) {
        sql(
            "MERGE INTO rl.live USING (SELECT CONCAT('id-', id) AS id FROM range(500)) s ON"
                + " live.id = s.id WHEN MATCHED THEN UPDATE SET data = '"
                + i
                + "'");
      }
      writer.close();
      assertThat(count("SELECT count(*) FROM rl.live")).isEqualTo(1000 + writer.written());
      assertThat(count("SELECT count(DISTINCT id) FROM rl.live"))
          .isEqualTo(1000 + writer.written());
    }
    assertThat(count("SELECT count(*) FROM rl.live WHERE data = '4'")).isEqualTo(500);
  }
}
