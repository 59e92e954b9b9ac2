package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.spark;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.DeletionFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ColumnarReadTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS col CASCADE");
    sql("CREATE DATABASE col");
  }

  private static boolean readsColumns(String query) {
    return spark()
        .sql("EXPLAIN " + query)
        .collectAsList()
        .get(0)
        .getString(0)
        .contains("ColumnarToRow");
  }

  @Test
  void everyFlatTypeIsReadInPlaceFromEachFormat() {
    String values =
        "SELECT id % 3 = 0 AS b, CAST(id % 100 AS TINYINT) AS t, CAST(id AS SMALLINT) AS s, CAST(id"
            + " AS INT) AS i, id * 1000000000 AS l, CAST(id / 3 AS FLOAT) AS f, id / 7 AS d,"
            + " CAST(id / 9 AS DECIMAL(9, 3)) AS de, CAST(id * 1000003 / 7 AS DECIMAL(30, 5)) AS"
            + " wide, IF(id % 5 = 0, NULL, repeat(CAST(id AS STRING), CAST(id % 4 AS INT))) AS str,"
            + " CAST(CAST(id AS STRING) AS BINARY) AS bin, date_add(DATE'1960-01-01', CAST(id AS"
            + " INT)) AS dt, timestamp_micros(id * 123456789) AS ts, CAST(timestamp_micros(id) AS"
            + " TIMESTAMP_NTZ) AS ntz, IF(id % 4 = 0, NULL, named_struct('x', CAST(id AS INT), 'y',"
            + " CAST(id AS STRING))) AS st, IF(id % 2 = 0, NULL, CAST(id AS INT)) AS odd, IF(id % 2"
            + " = 0, 'even', NULL) AS p FROM range(0, 10000, 1, 1)";
    spark().sql(values).localCheckpoint().createOrReplaceTempView("values_reference");
    for (String format : new String[] {"parquet", "orc"}) {
      sql("DROP TABLE IF EXISTS col.types");
      sql(
          "CREATE TABLE col.types PARTITIONED BY (p) TBLPROPERTIES ('file.format'='"
              + format
              + "') AS SELECT * FROM values_reference");

      assertThat(readsColumns("SELECT * FROM col.types")).as(format).isTrue();
      assertThat(rows("SELECT * FROM col.types")).isEqualTo(rows("SELECT * FROM values_reference"));
      String kept = "SELECT p, odd, st.y, str, ts FROM $ WHERE l % 7 = 1 AND st.x > 100";
      assertThat(rows(kept.replace("$", "col.types")))
          .isEqualTo(rows(kept.replace("$", "values_reference")));
      String grouped =
          "SELECT str, bin, de, max(wide), min(ts), count(st), sum(f) > 0 FROM $ GROUP BY str, bin,"
              + " de";
      assertThat(rows(grouped.replace("$", "col.types")))
          .isEqualTo(rows(grouped.replace("$", "values_reference")));
    }
  }

  @Test
  void variantsAndNoColumnsAtAllAreReadInPlace() {
    sql("CREATE TABLE col.variants (i INT, v VARIANT)");
    sql(
        "INSERT INTO col.variants SELECT CAST(id AS INT), IF(id = 1, NULL, parse_json('{\"a\":' ||"
            + " id || '}')) FROM range(3)");

    assertThat(readsColumns("SELECT * FROM col.variants")).isTrue();
    assertThat(rows("SELECT i, variant_get(v, '$.a', 'int') FROM col.variants"))
        .containsExactly("[0, 0]", "[1, null]", "[2, 2]");
    assertThat(readsColumns("SELECT 'x' FROM col.variants")).isTrue();
    assertThat(rows("SELECT 'x' FROM col.variants")).containsExactly("[x]", "[x]", "[x]");
  }

  @Test
  void arraysMapsAndOtherFormatsAreReadByRow() {
    sql("CREATE TABLE col.nested (i INT, a ARRAY<STRING>, m MAP<STRING, INT>)");
    sql("INSERT INTO col.nested VALUES (1, array('x', NULL), map('k', 1)), (2, NULL, NULL)");
    sql("CREATE TABLE col.avro (i INT) TBLPROPERTIES ('file.format'='avro')");
    sql("INSERT INTO col.avro VALUES (1), (NULL)");

    assertThat(readsColumns("SELECT i FROM col.nested")).isTrue();
    assertThat(readsColumns("SELECT * FROM col.nested")).isFalse();
    assertThat(rows("SELECT i, a[0], m['k'], size(a) FROM col.nested"))
        .containsExactly("[1, x, 1, 2]", "[2, null, null, null]");
    assertThat(readsColumns("SELECT i FROM col.avro")).isFalse();
    assertThat(rows("SELECT i FROM col.avro")).containsExactly("[1]", "[null]");
  }

  @Test
  void filesOfOlderSchemasAreCastAndFilled() {
    sql("CREATE TABLE col.ev (i INT, s STRING, gone INT, st STRUCT<a: INT>)");
    sql(
        "INSERT INTO col.ev SELECT CAST(id AS INT), CAST(id AS STRING), 1, named_struct('a',"
            + " CAST(id AS INT)) FROM range(5000)");
    sql("ALTER TABLE col.ev ADD COLUMN late STRING");
    sql("ALTER TABLE col.ev RENAME COLUMN s TO text");
    sql("ALTER TABLE col.ev DROP COLUMN gone");
    assertThat(readsColumns("SELECT * FROM col.ev")).isTrue();
    assertThat(rows("SELECT count(late), count(text), sum(i), sum(st.a) FROM col.ev"))
        .containsExactly("[0, 5000, 12497500, 12497500]");

    sql("ALTER TABLE col.ev ALTER COLUMN i TYPE BIGINT");
    sql("INSERT INTO col.ev VALUES (5000000000, 'new', named_struct('a', 1), 'late')");

    assertThat(rows("SELECT i, text, st, late FROM col.ev WHERE i >= 4999"))
        .containsExactly("[4999, 4999, [4999], null]", "[5000000000, new, [1], late]");
    assertThat(rows("SELECT count(i), sum(i) FROM col.ev WHERE i > -1"))
        .containsExactly("[5001, 5012497500]");
  }

  @Test
  void deletedRowsAreSkippedByPosition() {
    sql(
        "CREATE TABLE col.dv (k INT, v STRING) TBLPROPERTIES ('primary-key'='k', 'bucket'='1',"
            + " 'deletion-vectors.enabled'='true', 'num-sorted-run.compaction-trigger'='9')");
    sql("INSERT INTO col.dv SELECT CAST(id AS INT), CONCAT('old', id) FROM range(10000)");
    sql("INSERT INTO col.dv SELECT CAST(id * 3 AS INT), CONCAT('new', id * 3) FROM range(3000)");

    List<DeletionFile> deletions =
        LocalSpark.table("col", "dv").newReadBuilder().newScan().plan().splits().stream()
            .flatMap(split -> ((DataSplit) split).deletionFiles().stream())
            .flatMap(List::stream)
            .filter(Objects::nonNull)
            .toList();
    assertThat(deletions).isNotEmpty();
    assertThat(readsColumns("SELECT * FROM col.dv")).isTrue();
    assertThat(rows("SELECT count(v), count(DISTINCT k), sum(k) FROM col.dv"))
        .containsExactly("[10000, 10000, 49995000]");
    assertThat(rows("SELECT count(v) FROM col.dv WHERE v LIKE 'new%'")).containsExactly("[3000]");
    assertThat(rows("SELECT k, v FROM col.dv WHERE k IN (299, 300, 301, 9999)"))
        .containsExactly("[299, old299]", "[300, new300]", "[301, old301]", "[9999, old9999]");
    assertThat(rows("SELECT count(*) FROM col.dv")).containsExactly("[10000]");
    assertThat(rows("SELECT max(k), min(k) FROM col.dv")).containsExactly("[9999, 0]");
  }

  @Test
  void filesThatHaveToBeMergedAreReadByRow() {
    sql(
        "CREATE TABLE col.pk (k INT, v STRING) TBLPROPERTIES ('primary-key'='k', 'bucket'='1',"
            + " 'write-only'='true')");
    sql("INSERT INTO col.pk SELECT CAST(id AS INT), 'old' FROM range(100)");
    sql("INSERT INTO col.pk SELECT CAST(id AS INT), 'new' FROM range(50)");

    assertThat(readsColumns("SELECT * FROM col.pk")).isFalse();
    assertThat(rows("SELECT v, count(k) FROM col.pk GROUP BY v"))
        .containsExactly("[new, 50]", "[old, 50]");
  }
}
