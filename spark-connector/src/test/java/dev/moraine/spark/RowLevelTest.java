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
  private static final String VECTORS = "'bucket'='-1', 'deletion-vectors.enabled'='true'";
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
  @ValueSource(strings = {APPEND, VECTORS, KEYED, DYNAMIC})
  void updateChangesMatchingRowsOnly(String properties) {
    target(properties);

    sql("UPDATE rl.t SET v = CONCAT(v, '!'), n = n + 1 WHERE k >= 2 AND v IS NOT NULL");

    assertThat(all()).containsExactly("[1, a, 10]", "[2, b!, 21]", "[3, c!, 31]", "[4, null, 40]");
  }

  @ParameterizedTest
  @ValueSource(strings = {APPEND, VECTORS, KEYED, DYNAMIC})
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
  @ValueSource(strings = {APPEND, VECTORS, KEYED, DYNAMIC})
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
  @ValueSource(strings = {APPEND, VECTORS, KEYED, DYNAMIC})
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
  @ValueSource(strings = {APPEND, VECTORS, KEYED, DYNAMIC})
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
  void deletionVectorsMarkRowsWhereTheyAre() {
    sql(
        "CREATE TABLE rl.dv (k INT, v STRING, dt STRING) PARTITIONED BY (dt) TBLPROPERTIES ("
            + VECTORS
            + ")");
    sql("INSERT INTO rl.dv SELECT CAST(id AS INT), 'v', 'x' FROM range(0, 100, 1, 1)");
    sql("INSERT INTO rl.dv SELECT CAST(id AS INT), 'v', 'y' FROM range(100, 200, 1, 1)");
    String written = rows("SELECT file_path FROM rl.dv$files").toString();

    sql("DELETE FROM rl.dv WHERE k % 10 = 0");
    assertThat(rows("SELECT file_path FROM rl.dv$files").toString()).isEqualTo(written);
    sql("DELETE FROM rl.dv WHERE k % 10 = 1");
    sql("UPDATE rl.dv SET v = 'changed' WHERE k = 105");
    assertThat(rows("SELECT v, dt, count(*), min(k) FROM rl.dv GROUP BY v, dt"))
        .containsExactly("[changed, y, 1, 105]", "[v, x, 80, 2]", "[v, y, 79, 102]");

    sql("DELETE FROM rl.dv WHERE dt = 'x' AND k >= 0");
    assertThat(rows("SELECT DISTINCT partition FROM rl.dv$files")).containsExactly("[{y}]");
    assertThat(count("SELECT count(*) FROM rl.dv")).isEqualTo(80);
    sql("UPDATE rl.dv SET dt = 'z' WHERE k = 105");
    assertThat(rows("SELECT * FROM rl.dv WHERE dt = 'z'")).containsExactly("[105, changed, z]");
    assertThat(count("SELECT count(*) FROM rl.dv")).isEqualTo(80);
  }

  @Test
  void mergeEnginesAndOptionsThatForbidChangesSaySo() {
    keyed("agg", "'merge-engine'='aggregation', 'fields.n.aggregate-function'='sum'");
    keyed("first", "'merge-engine'='first-row'");
    keyed("part", "'merge-engine'='partial-update'");
    keyed("deaf", "'ignore-delete'='true'");
    keyed("later", "'bucket'='-2'");

    assertThatThrownBy(() -> sql("DELETE FROM rl.agg WHERE k = 1"))
        .hasMessageContaining("only with aggregation.remove-record-on-delete");
    assertThatThrownBy(() -> sql("UPDATE rl.agg SET n = 1 WHERE k = 1"))
        .hasMessageContaining("would count an updated row on top of the old one");
    assertThatThrownBy(() -> sql("UPDATE rl.first SET n = 1 WHERE k = 1"))
        .hasMessageContaining("keeps the first row of a key");
    assertThatThrownBy(() -> sql("DELETE FROM rl.first WHERE k = 1"))
        .hasMessageContaining("keeps the first row of a key");
    assertThatThrownBy(() -> sql("DELETE FROM rl.part WHERE k = 1"))
        .hasMessageContaining("only with partial-update.remove-record-on-delete");
    assertThatThrownBy(() -> sql("DELETE FROM rl.deaf WHERE k = 1"))
        .hasMessageContaining("a delete would do nothing");
    assertThatThrownBy(() -> sql("UPDATE rl.later SET n = 1 WHERE k = 1"))
        .hasMessageContaining("gives out its buckets later");
    sql("INSERT INTO rl.deaf VALUES (1, 1, 'a')");
    assertThatThrownBy(
            () ->
                sql(
                    "MERGE INTO rl.deaf t USING (SELECT 1 AS k) s ON t.k = s.k WHEN MATCHED THEN"
                        + " DELETE"))
        .hasStackTraceContaining("a delete would do nothing");
  }

  private static void keyed(String name, String properties) {
    sql(
        "CREATE TABLE rl."
            + name
            + " (k INT, n INT, v STRING) TBLPROPERTIES ('primary-key'='k'"
            + (properties.contains("'bucket'") ? "" : ", 'bucket'='1'")
            + ", "
            + properties
            + ")");
  }

  @Test
  void aTableThatOrdersVersionsTakesDeletesAndUpdatesOfTheSameVersion() {
    keyed("seq", "'sequence.field'='n'");
    sql("INSERT INTO rl.seq VALUES (1, 5, 'a'), (2, 6, 'b'), (3, 7, 'c')");

    sql("DELETE FROM rl.seq WHERE v = 'a'");
    sql("UPDATE rl.seq SET v = 'B' WHERE k = 2");
    sql(
        "MERGE INTO rl.seq t USING (SELECT 3 AS k UNION ALL SELECT 4) s ON t.k = s.k WHEN MATCHED"
            + " THEN DELETE WHEN NOT MATCHED THEN INSERT (k, n, v) VALUES (s.k, 1, 'd')");

    assertThat(rows("SELECT * FROM rl.seq")).containsExactly("[2, 6, B]", "[4, 1, d]");
    assertThatThrownBy(() -> sql("UPDATE rl.seq SET n = 3 WHERE k = 2"))
        .hasStackTraceContaining("would be older than the one that it replaces");
    assertThat(rows("SELECT * FROM rl.seq")).containsExactly("[2, 6, B]", "[4, 1, d]");
  }

  @Test
  void aTableWhoseRowsSayTheirKindTakesDeletes() {
    keyed("kinds", "'rowkind.field'='v'");
    sql("INSERT INTO rl.kinds VALUES (1, 5, '+I'), (2, 6, '+I')");

    sql("DELETE FROM rl.kinds WHERE n = 5");
    sql("UPDATE rl.kinds SET n = 7 WHERE k = 2");

    assertThat(rows("SELECT * FROM rl.kinds")).containsExactly("[2, 7, +I]");
  }

  @Test
  void readersOfChangesAreSentTheOldRows() {
    keyed("log", "'changelog-producer'='input'");
    sql("INSERT INTO rl.log VALUES (1, 5, 'a'), (2, 6, 'b')");

    sql("UPDATE rl.log SET v = 'B' WHERE k = 2");
    sql("DELETE FROM rl.log WHERE n = 5");

    assertThat(rows("SELECT * FROM rl.log")).containsExactly("[2, 6, B]");
    assertThat(changes("rl", "log"))
        .containsExactly("+I 1 5 a", "+I 2 6 b", "-U 2 6 b", "+U 2 6 B", "-D 1 5 a");
  }

  /** Everything that a table's changelog files hold, commit by commit. */
  private static java.util.List<String> changes(String database, String name) {
    var table = LocalSpark.table(database, name);
    java.util.List<String> changes = new java.util.ArrayList<>();
    long latest = table.snapshotManager().latestSnapshot().id();
    for (long id = 1; id <= latest; id++) {
      var reader =
          table
              .newSnapshotReader()
              .withSnapshot(id)
              .withMode(org.apache.paimon.table.source.ScanMode.CHANGELOG);
      try (var rows = table.newReadBuilder().newRead().createReader(reader.read().splits())) {
        rows.forEachRemaining(
            row ->
                changes.add(
                    row.getRowKind().shortString()
                        + " "
                        + row.getInt(0)
                        + " "
                        + row.getInt(1)
                        + " "
                        + row.getString(2)));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return changes;
  }

  @Test
  void partialUpdatesTakeUpdatesToAValueButNotToNull() {
    keyed(
        "part", "'merge-engine'='partial-update', 'partial-update.remove-record-on-delete'='true'");
    sql("INSERT INTO rl.part VALUES (1, 5, NULL), (2, NULL, 'b'), (3, 3, 'c')");
    sql("INSERT INTO rl.part VALUES (1, NULL, 'a')");

    sql("UPDATE rl.part SET n = 6, v = v WHERE k = 2");
    sql("DELETE FROM rl.part WHERE k = 3");

    assertThat(rows("SELECT * FROM rl.part")).containsExactly("[1, 5, a]", "[2, 6, b]");
    assertThatThrownBy(() -> sql("UPDATE rl.part SET v = NULL WHERE k = 2"))
        .hasStackTraceContaining("Column 'v' cannot be set to NULL");
  }

  @Test
  void aggregationAndFirstRowTakeInserts() {
    keyed(
        "agg",
        "'merge-engine'='aggregation', 'fields.n.aggregate-function'='sum',"
            + " 'aggregation.remove-record-on-delete'='true'");
    keyed("first", "'merge-engine'='first-row'");
    for (String table : new String[] {"agg", "first"}) {
      sql("INSERT INTO rl." + table + " VALUES (1, 5, 'a'), (2, 6, 'b')");
      sql("INSERT INTO rl." + table + " VALUES (1, 7, 'A')");
    }

    assertThat(rows("SELECT * FROM rl.agg")).containsExactly("[1, 12, A]", "[2, 6, b]");
    assertThat(rows("SELECT * FROM rl.first")).containsExactly("[1, 5, a]", "[2, 6, b]");
    sql("DELETE FROM rl.agg WHERE k = 1");
    assertThat(rows("SELECT * FROM rl.agg")).containsExactly("[2, 6, b]");
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
