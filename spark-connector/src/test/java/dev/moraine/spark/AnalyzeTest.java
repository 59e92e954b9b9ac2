package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.paimon.Snapshot;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.stats.ColStats;
import org.apache.paimon.stats.Statistics;
import org.apache.paimon.table.FileStoreTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnalyzeTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS st CASCADE");
    sql("CREATE DATABASE st");
  }

  private static Statistics statistics(String name) {
    FileStoreTable table = LocalSpark.table("st", name);
    assertThat(table.snapshotManager().latestSnapshot().commitKind())
        .isEqualTo(Snapshot.CommitKind.ANALYZE);
    return table.statistics().orElseThrow();
  }

  private static ColStats<?> of(Statistics statistics, String column) {
    return java.util.Objects.requireNonNull(statistics.colStats().get(column));
  }

  @Test
  void statisticsOfColumnsAreStoredWithTheTable() {
    sql(
        "CREATE TABLE st.t (id INT, name STRING, price DECIMAL(10,2), day DATE, at TIMESTAMP_NTZ,"
            + " tags ARRAY<INT>)");
    sql(
        "INSERT INTO st.t VALUES (1, 'a', 1.50, DATE'2024-01-02', TIMESTAMP_NTZ'2024-01-02"
            + " 03:04:05', NULL), (2, NULL, 4.00, DATE'2024-01-03', NULL, array(1))");

    sql("ANALYZE TABLE st.t COMPUTE STATISTICS FOR ALL COLUMNS");

    Statistics statistics = statistics("t");
    assertThat(statistics.snapshotId()).isEqualTo(1);
    assertThat(statistics.mergedRecordCount()).hasValue(2);
    assertThat(statistics.mergedRecordSize().orElse(0)).isGreaterThan(0);
    assertThat(statistics.colStats()).containsOnlyKeys("id", "name", "price", "day", "at");
    ColStats<?> id = of(statistics, "id");
    assertThat(id.distinctCount()).hasValue(2);
    assertThat(id.min().orElseThrow()).isEqualTo(1);
    assertThat(id.max().orElseThrow()).isEqualTo(2);
    assertThat(of(statistics, "name").nullCount()).hasValue(1);
    assertThat(of(statistics, "name").maxLen()).hasValue(1);
    assertThat(of(statistics, "price").max().orElseThrow())
        .isEqualTo(Decimal.fromUnscaledLong(400, 10, 2));
    assertThat(of(statistics, "at").min().orElseThrow())
        .isEqualTo(Timestamp.fromLocalDateTime(java.time.LocalDateTime.of(2024, 1, 2, 3, 4, 5)));
  }

  @Test
  void rowsOfAKeyedTableAreCountedOnce() {
    sql("CREATE TABLE st.k (id INT, v INT) TBLPROPERTIES ('primary-key'='id', 'bucket'='1')");
    sql("INSERT INTO st.k VALUES (1, 1), (2, 2)");
    sql("INSERT INTO st.k VALUES (1, 3), (3, 3)");

    sql("ANALYZE TABLE st.k COMPUTE STATISTICS FOR COLUMNS v");

    assertThat(statistics("k").mergedRecordCount()).hasValue(3);
    assertThat(statistics("k").colStats()).containsOnlyKeys("v");
  }

  @Test
  void statisticsOfTheTableAlone() {
    sql("CREATE TABLE st.t (id INT)");
    sql("ANALYZE TABLE st.t COMPUTE STATISTICS");
    assertThat(LocalSpark.table("st", "t").snapshotManager().latestSnapshot()).isNull();
    sql("INSERT INTO st.t VALUES (1), (2)");

    sql("ANALYZE TABLE st.t COMPUTE STATISTICS");

    assertThat(statistics("t").mergedRecordCount()).hasValue(2);
    assertThat(statistics("t").colStats()).isEmpty();
  }

  @Test
  void mistakesAreNamedInOneSentence() {
    sql("CREATE TABLE st.t (id INT, a ARRAY<INT>, p INT) PARTITIONED BY (p)");
    sql("INSERT INTO st.t VALUES (1, NULL, 1)");
    refused("FOR COLUMNS nope", "st.t has no column nope");
    refused("FOR COLUMNS a", "of which there are no statistics");
    assertThatThrownBy(() -> sql("ANALYZE TABLE st.t PARTITION (p=1) COMPUTE STATISTICS"))
        .hasMessageContaining("leave out PARTITION");
    assertThatThrownBy(() -> sql("ANALYZE TABLE st.none COMPUTE STATISTICS"))
        .hasMessageContaining("there is no table st.none");
  }

  private static void refused(String rest, String sentence) {
    assertThatThrownBy(() -> sql("ANALYZE TABLE st.t COMPUTE STATISTICS " + rest))
        .hasMessageContaining(sentence);
  }
}
