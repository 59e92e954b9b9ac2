package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.spark;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeTravelTest {
  @BeforeEach
  void threeSnapshots() {
    sql("DROP DATABASE IF EXISTS tt CASCADE");
    sql("CREATE DATABASE tt");
    sql("CREATE TABLE tt.t (i INT)");
    sql("INSERT INTO tt.t VALUES (1)");
    sql("INSERT INTO tt.t VALUES (2)");
    sql("ALTER TABLE tt.t ADD COLUMN s STRING");
    sql("INSERT INTO tt.t VALUES (3, 'c')");
  }

  private static long timeOf(long snapshotId) {
    return LocalSpark.table("tt", "t").snapshot(snapshotId).timeMillis();
  }

  private static List<String> text(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }

  @Test
  void versionsAreSnapshotsAndTags() {
    LocalSpark.table("tt", "t").createTag("second", 2);

    assertThat(rows("SELECT * FROM tt.t VERSION AS OF 1")).containsExactly("[1]");
    assertThat(rows("SELECT * FROM tt.t VERSION AS OF 'second'")).containsExactly("[1]", "[2]");
    assertThat(rows("SELECT * FROM tt.t VERSION AS OF 3"))
        .containsExactly("[1, null]", "[2, null]", "[3, c]");
    assertThatThrownBy(() -> sql("SELECT * FROM tt.t VERSION AS OF 'nosuch'"))
        .hasStackTraceContaining("nosuch");
  }

  @Test
  void timestampsFindTheSnapshotOfTheirTime() {
    assertThat(rows("SELECT i FROM tt.t TIMESTAMP AS OF timestamp_millis(" + timeOf(2) + ")"))
        .containsExactly("[1]", "[2]");
    assertThat(rows("SELECT i FROM tt.t TIMESTAMP AS OF '" + Instant.ofEpochMilli(timeOf(1)) + "'"))
        .containsExactly("[1]");
    assertThat(rows("SELECT count(*) FROM tt.t TIMESTAMP AS OF current_timestamp()"))
        .containsExactly("[3]");
  }

  @Test
  void branchesAreTablesOfTheirOwn() {
    LocalSpark.table("tt", "t").createTag("first", 1);
    LocalSpark.table("tt", "t").createBranch("other", "first");

    sql("INSERT INTO tt.t$branch_other VALUES (10)");

    assertThat(rows("SELECT * FROM tt.t$branch_other")).containsExactly("[10]", "[1]");
    assertThat(rows("SELECT i FROM tt.t")).containsExactly("[1]", "[2]", "[3]");
  }

  @Test
  void readOptionsChooseWhatIsRead() {
    assertThat(
            text(
                spark()
                    .read()
                    .option("scan.snapshot-id", 1)
                    .table("tt.t")
                    .select("i", "s")
                    .collectAsList()))
        .containsExactly("[1,null]");
    assertThat(rows("SELECT i FROM tt.t WITH ('scan.snapshot-id' = 2)"))
        .containsExactly("[1]", "[2]");
    assertThat(rows("SELECT count(*) FROM tt.t WITH ('scan.snapshot-id' = 2)"))
        .containsExactly("[2]");
    assertThat(
            text(spark().read().option("incremental-between", "1,3").table("tt.t").collectAsList()))
        .containsExactly("[2,null]", "[3,c]");
  }

  @Test
  void incrementalQueriesReadWhatCameBetween() {
    LocalSpark.table("tt", "t").createTag("a", 1);
    LocalSpark.table("tt", "t").createTag("b", 2);

    assertThat(rows("SELECT i FROM paimon_incremental_query('tt.t', 1, 3)"))
        .containsExactly("[2]", "[3]");
    assertThat(rows("SELECT i FROM paimon_incremental_query('paimon.tt.t', '0', '1')"))
        .containsExactly("[1]");
    assertThat(rows("SELECT i FROM paimon_incremental_query('tt.t', 'a', 'b')"))
        .containsExactly("[2]");
    assertThat(rows("SELECT count(*) FROM paimon_incremental_query('tt.t', 1, 3)"))
        .containsExactly("[2]");
    String between =
        "SELECT i FROM paimon_incremental_between_timestamp('tt.t', timestamp_millis(%d),"
            + " timestamp_millis(%d))";
    assertThat(rows(between.formatted(timeOf(1), timeOf(2)))).containsExactly("[2]");
    assertThatThrownBy(() -> sql("SELECT * FROM paimon_incremental_query('tt.t', 1)"))
        .hasStackTraceContaining("takes a table and two states of it");
    assertThatThrownBy(() -> sql("SELECT * FROM paimon_incremental_query('tt.nosuch', 1, 2)"))
        .hasStackTraceContaining("There is no table tt.nosuch");
  }
}
