package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.paimon.catalog.Identifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForeignTableTest {
  private final Path folder = LocalSpark.folder("foreign");

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS ft CASCADE");
    sql("CREATE DATABASE ft");
  }

  @Test
  void catalogGetsTheOptionsThatApachesConnectorSends() throws Exception {
    sql(
        "CREATE TABLE ft.ext (id INT, s STRING) USING csv OPTIONS ('path'='"
            + folder.resolve("ext").toUri()
            + "', 'header'='true', 'csv.field-delimiter'='|')");

    Map<String, String> options =
        LocalSpark.catalog().getTable(Identifier.create("ft", "ext")).options();
    assertThat(options)
        .containsEntry("type", "format-table")
        .containsEntry("file.format", "csv")
        .containsEntry("header", "true")
        .containsEntry("option.header", "true")
        .containsEntry("csv.field-delimiter", "|")
        .containsEntry("option.csv.field-delimiter", "|")
        .containsKey("path")
        .containsKey("owner")
        .doesNotContainKey("provider")
        .doesNotContainKey("location");
  }

  @Test
  void headerAndDelimiterAreWrittenAndRead() throws Exception {
    Path place = folder.resolve("header");
    sql(
        "CREATE TABLE ft.h (id INT, s STRING, d DATE) USING csv OPTIONS ('path'='"
            + place.toUri()
            + "', 'header'='true', 'sep'='|')");
    sql("INSERT INTO ft.h VALUES (1, 'a,b', DATE'2024-06-24'), (2, NULL, NULL)");
    Files.writeString(place.resolve("by-hand.csv"), "id|s|d\n3|hand|2024-01-01\n");

    assertThat(rows("SELECT * FROM ft.h"))
        .containsExactly("[1, a,b, 2024-06-24]", "[2, null, null]", "[3, hand, 2024-01-01]");
    assertThat(rows("SELECT s FROM ft.h WHERE id > 2")).containsExactly("[hand]");
    try (var files = Files.list(place)) {
      String written =
          files
              .filter(f -> f.toString().endsWith(".csv") && !f.toString().contains("by-hand"))
              .map(ForeignTableTest::content)
              .collect(Collectors.joining());
      assertThat(written).startsWith("id|s|d\n").contains("1|a,b|2024-06-24");
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void otherFormatsPartitionsAndOverwrite() {
    for (String format : new String[] {"parquet", "orc", "json", "csv"}) {
      sql("DROP TABLE IF EXISTS ft.f");
      sql(
          "CREATE TABLE ft.f (id INT, dt STRING) USING "
              + format
              + " PARTITIONED BY (dt) LOCATION '"
              + folder.resolve(format).toUri()
              + "'");
      sql("INSERT INTO ft.f VALUES (1, 'x'), (2, 'y')");
      sql("INSERT OVERWRITE ft.f PARTITION (dt = 'x') SELECT 3");

      assertThat(rows("SELECT * FROM ft.f")).as(format).containsExactly("[2, y]", "[3, x]");
      assertThat(rows("SELECT id FROM ft.f WHERE dt = 'x'")).containsExactly("[3]");
      assertThat(rows("SELECT count(*) FROM ft.f")).containsExactly("[2]");
    }
  }

  @Test
  void rowsOfForeignTablesAreNotChanged() {
    sql("CREATE TABLE ft.n (id INT) USING csv LOCATION '" + folder.resolve("n").toUri() + "'");

    assertThatThrownBy(() -> sql("DELETE FROM ft.n WHERE id = 1"))
        .hasMessageContaining("does not support deletes");
    assertThatThrownBy(() -> sql("CALL sys.compact(table => 'ft.n')"))
        .hasMessageContaining("no Paimon table");
  }
}
