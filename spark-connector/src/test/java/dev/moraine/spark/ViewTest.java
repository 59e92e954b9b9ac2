package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.view.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS vw CASCADE");
    sql("CREATE DATABASE vw");
    for (String view : rows("SHOW VIEWS IN vw")) {
      sql("DROP VIEW vw." + view.split(", ")[1]);
    }
    sql("CREATE TABLE vw.t (id INT, name STRING, price DECIMAL(10,2))");
    sql("INSERT INTO vw.t VALUES (1, 'a', 1.50), (2, 'b', 2.50), (3, 'b', 4.00)");
    sql("USE vw");
  }

  @AfterEach
  void leave() {
    sql("USE default");
  }

  private static View stored(String name) throws Exception {
    return LocalSpark.catalog().getView(Identifier.create("vw", name));
  }

  @Test
  void viewIsReadLikeATable() {
    sql("CREATE VIEW v AS SELECT name, sum(price) AS total FROM t GROUP BY 1");

    assertThat(rows("SELECT * FROM v WHERE total > 2")).containsExactly("[b, 6.50]");
    assertThat(rows("SELECT x.name FROM paimon.vw.v x JOIN v y ON x.total < y.total"))
        .containsExactly("[a]");
    assertThat(rows("SELECT paimon.vw.v.name, v.total FROM paimon.vw.v"))
        .containsExactly("[a, 1.50]", "[b, 6.50]");
    assertThat(rows("SELECT id FROM t WHERE name IN (SELECT name FROM v WHERE total > 2)"))
        .containsExactly("[2]", "[3]");
  }

  @Test
  void viewIsStoredInPaimonsCatalogInSparksDialect() throws Exception {
    sql(
        "CREATE VIEW v (n COMMENT 'the name', p) COMMENT 'prices' TBLPROPERTIES ('k'='x') AS"
            + " SELECT name, price FROM t");

    View view = stored("v");
    assertThat(view.query("spark")).isEqualTo("SELECT name, price FROM t");
    assertThat(view.rowType().getFieldNames()).containsExactly("n", "p");
    assertThat(view.rowType().getField("n").description()).isEqualTo("the name");
    assertThat(view.comment()).contains("prices");
    assertThat(view.options()).containsEntry("k", "x");
    assertThat(rows("SELECT n, p FROM v WHERE n = 'a'")).containsExactly("[a, 1.50]");
  }

  @Test
  void namesInAViewAreThoseOfItsOwnDatabase() {
    sql("CREATE VIEW v AS WITH cheap AS (SELECT * FROM t WHERE price < 3) SELECT id FROM cheap");
    sql("CREATE VIEW w AS SELECT id FROM vw.t WHERE id > (SELECT min(id) FROM v)");
    sql("CREATE OR REPLACE TEMP VIEW t AS SELECT 99 AS id, 'z' AS name, 0.5 AS price");
    try {
      sql("USE spark_catalog.default");
      assertThat(rows("SELECT * FROM paimon.vw.v")).containsExactly("[1]", "[2]");
      assertThat(rows("SELECT * FROM paimon.vw.w")).containsExactly("[2]", "[3]");
    } finally {
      sql("DROP VIEW t");
      sql("USE paimon.vw");
    }
  }

  @Test
  void viewKeepsItsColumnsWhenItsTablesGetOthers() {
    sql("CREATE VIEW v AS SELECT * FROM t");
    sql("ALTER TABLE t ADD COLUMNS (more INT AFTER id)");
    assertThat(rows("SELECT * FROM v WHERE id = 1")).containsExactly("[1, a, 1.50]");

    sql("ALTER TABLE t DROP COLUMN name");
    assertThatThrownBy(() -> rows("SELECT * FROM v"))
        .hasMessageContaining("The query of view vw.v has no column name any more");
  }

  @Test
  void viewsAreListedDescribedAndDropped() {
    sql("CREATE VIEW one AS SELECT id FROM t");
    sql("CREATE VIEW IF NOT EXISTS two COMMENT 'c' AS SELECT name AS n FROM t");
    sql("CREATE VIEW IF NOT EXISTS two AS SELECT id FROM t");

    assertThat(rows("SHOW VIEWS")).containsExactly("[vw, one, false]", "[vw, two, false]");
    assertThat(rows("SHOW VIEWS IN paimon.vw LIKE 't*'")).containsExactly("[vw, two, false]");
    assertThat(rows("DESCRIBE two")).containsExactly("[n, string, null]");
    assertThat(rows("DESCRIBE TABLE EXTENDED vw.two"))
        .contains("[Comment, c, ]", "[View Text, SELECT name AS n FROM t, ]");
    assertThat(rows("SHOW CREATE TABLE two").toString())
        .contains("CREATE VIEW `vw`.`two`", "COMMENT 'c'", "AS SELECT name AS n FROM t");

    sql("DROP VIEW one");
    sql("DROP VIEW IF EXISTS one");
    assertThat(rows("SHOW VIEWS")).containsExactly("[vw, two, false]");
    assertThatThrownBy(() -> sql("DROP VIEW one")).hasMessageContaining("vw.one");
    assertThatThrownBy(() -> rows("SELECT * FROM one"))
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  @Test
  void shownDefinitionMakesTheSameView() throws Exception {
    sql("CREATE VIEW v (`a b` COMMENT 'it\\'s') TBLPROPERTIES ('k'='1') AS SELECT id FROM t");
    String definition = sql("SHOW CREATE TABLE v").get(0).getString(0);
    View before = stored("v");

    sql("DROP VIEW v");
    sql(definition);

    assertThat(sql("SHOW CREATE TABLE v").get(0).getString(0)).isEqualTo(definition);
    View after = stored("v");
    assertThat(after.rowType()).isEqualTo(before.rowType());
    assertThat(after.query("spark")).isEqualTo(before.query("spark"));
    assertThat(after.comment()).isEqualTo(before.comment());
  }

  @Test
  void viewIsReplaced() {
    sql("CREATE VIEW v AS SELECT id FROM t");
    assertThatThrownBy(() -> sql("CREATE VIEW v AS SELECT 2 AS x")).hasMessageContaining("vw.v");

    sql("CREATE OR REPLACE VIEW v AS SELECT name FROM t WHERE id = 3");

    assertThat(rows("SELECT * FROM v")).containsExactly("[b]");
  }

  @Test
  void mistakesAreNamedInOneSentence() {
    refused("CREATE VIEW v AS SELECT * FROM nowhere", "TABLE_OR_VIEW_NOT_FOUND");
    refused("CREATE VIEW t AS SELECT 1 AS a", "vw.t is a table");
    refused("CREATE VIEW v (a, b) AS SELECT 1 AS a", "names 2 columns, and its query has 1");
    refused("CREATE VIEW v AS SELECT 1 AS a, 2 AS A", "two columns named A");
    sql("CREATE VIEW v AS SELECT id FROM t");
    refused("CREATE OR REPLACE VIEW v AS SELECT id FROM v", "paimon.vw.v reads itself");
    sql("CREATE VIEW w AS SELECT id FROM v");
    refused("CREATE OR REPLACE VIEW v AS SELECT id FROM w", "paimon.vw.v reads itself");
    refused("INSERT INTO v VALUES (1)", "v");
    assertThat(rows("SELECT * FROM w")).hasSize(3);
  }

  private static void refused(String statement, String sentence) {
    assertThatThrownBy(() -> sql(statement)).hasMessageContaining(sentence);
  }

  @Test
  void viewsOfSparksOwnCatalogAreLeftToSpark() {
    sql("CREATE TEMPORARY VIEW temporary AS SELECT 1 AS a");
    assertThat(rows("SELECT * FROM temporary")).containsExactly("[1]");
    sql("DROP VIEW temporary");
    assertThatThrownBy(() -> rows("SELECT * FROM temporary")).hasMessageContaining("temporary");
  }
}
