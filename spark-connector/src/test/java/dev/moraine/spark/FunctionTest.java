package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.function.Function;
import org.apache.paimon.function.FunctionDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS fn CASCADE");
    sql("CREATE DATABASE fn");
    for (String function : rows("SHOW USER FUNCTIONS IN fn")) {
      sql("DROP FUNCTION " + function.substring(1, function.length() - 1));
    }
    sql("CREATE TABLE fn.t (id INT, name STRING, price DECIMAL(10,2), at TIMESTAMP)");
    sql(
        "INSERT INTO fn.t VALUES (1, 'ann', 1.50, TIMESTAMP'2024-01-02 03:04:05'), (2, NULL, NULL,"
            + " NULL), (3, 'bob', 4.00, TIMESTAMP'2024-06-07 08:09:10')");
  }

  @Test
  void functionIsStoredInPaimonsCatalogInSparksDialect() throws Exception {
    sql(
        "CREATE FUNCTION fn.area(length INT COMMENT 'l', width INT) RETURNS BIGINT COMMENT 'of it'"
            + " RETURN CAST(length AS BIGINT) * width");

    Function function = LocalSpark.catalog().getFunction(Identifier.create("fn", "area"));
    assertThat(function.definition("spark"))
        .isEqualTo(FunctionDefinition.sql("CAST(length AS BIGINT) * width"));
    assertThat(function.inputParams().orElseThrow()).extracting("name").contains("length");
    assertThat(function.returnParams().orElseThrow().get(0).type().asSQLString())
        .isEqualTo("BIGINT");
    assertThat(function.comment()).isEqualTo("of it");
  }

  @Test
  void functionIsCalledOnEveryRow() {
    sql("CREATE FUNCTION fn.twice(x DECIMAL(10,2)) RETURNS DECIMAL(12,2) RETURN x * 2");
    sql("CREATE FUNCTION fn.greet(n STRING) RETURNS STRING RETURN 'hi ' || coalesce(n, 'you')");
    sql("CREATE FUNCTION fn.day(x TIMESTAMP) RETURNS DATE RETURN to_date(x)");
    sql(
        "CREATE FUNCTION fn.both(a INT, b STRING) RETURNS STRUCT<a: INT, b: ARRAY<STRING>> RETURN"
            + " named_struct('a', a + 1, 'b', array(b, upper(b)))");
    sql("CREATE FUNCTION fn.same(x INT) RETURNS INT RETURN x");
    sql("CREATE FUNCTION fn.answer() RETURNS INT RETURN 42");

    assertThat(rows("SELECT id, paimon.fn.twice(price), fn.greet(name), fn.day(at) FROM fn.t"))
        .containsExactly(
            "[1, 3.00, hi ann, 2024-01-02]",
            "[2, null, hi you, null]",
            "[3, 8.00, hi bob, 2024-06-07]");
    assertThat(rows("SELECT fn.both(id, name).b[1], fn.both(id, name).a FROM fn.t"))
        .containsExactly("[ANN, 2]", "[BOB, 4]", "[null, 3]");
    assertThat(rows("SELECT fn.greet(fn.greet(name)), fn.same(id) FROM fn.t WHERE id = 1"))
        .containsExactly("[hi hi ann, 1]");
    assertThat(rows("SELECT fn.greet(name), count(*) FROM fn.t GROUP BY fn.greet(name)"))
        .containsExactly("[hi ann, 1]", "[hi bob, 1]", "[hi you, 1]");
    assertThat(rows("SELECT id FROM fn.t WHERE fn.greet(name) = 'hi bob'")).containsExactly("[3]");
    assertThat(rows("SELECT fn.answer(), fn.twice(1)")).containsExactly("[42, 2.00]");
    sql("USE fn");
    assertThat(rows("SELECT same(7)")).containsExactly("[7]");
    sql("USE default");
  }

  @Test
  void functionsAreListedReplacedAndDropped() {
    sql("CREATE FUNCTION fn.a(x INT) RETURNS INT RETURN x + 1");
    sql("CREATE FUNCTION IF NOT EXISTS fn.a(x INT) RETURNS INT RETURN x + 2");
    sql("CREATE FUNCTION fn.b() RETURNS INT RETURN 1");
    assertThat(rows("SELECT fn.a(1)")).containsExactly("[2]");
    assertThat(rows("SHOW USER FUNCTIONS IN fn")).containsExactly("[paimon.fn.a]", "[paimon.fn.b]");
    assertThat(rows("SHOW FUNCTIONS IN paimon.fn")).contains("[paimon.fn.a]", "[concat]");

    sql("CREATE OR REPLACE FUNCTION fn.a(x INT) RETURNS INT RETURN x + 10");
    assertThat(rows("SELECT fn.a(1)")).containsExactly("[11]");
    sql("DROP FUNCTION fn.a");
    sql("DROP FUNCTION IF EXISTS fn.a");

    assertThat(rows("SHOW USER FUNCTIONS IN fn")).containsExactly("[paimon.fn.b]");
    refused("SELECT fn.a(1)", "a");
    refused("DROP FUNCTION fn.a", "There is no function fn.a");
    refused("CREATE FUNCTION fn.b() RETURNS INT RETURN 2", "There is a function fn.b already");
  }

  @Test
  void mistakesAreNamedInOneSentence() {
    refused("CREATE FUNCTION fn.c AS 'some.Class'", "is made of SQL");
    refused("CREATE FUNCTION fn.c(x INT) RETURNS INT RETURN sum(x)", "computes more than one row");
    refused(
        "CREATE FUNCTION fn.c(x INT) RETURNS INT RETURN (SELECT max(id) FROM fn.t)",
        "returns one expression");
    refused(
        "CREATE FUNCTION fn.c(x INT) RETURNS INT RETURN x + (SELECT max(id) FROM fn.t)",
        "computes more than one row");
    refused("CREATE FUNCTION fn.c(x INT) RETURNS INT RETURN y", "UNRESOLVED_COLUMN");
    refused(
        "CREATE FUNCTION fn.c(x INT) RETURNS TABLE (a INT) RETURN SELECT 1",
        "returns one expression");
    sql("CREATE FUNCTION fn.c(x INT) RETURNS INT RETURN x");
    refused("SELECT fn.c(1, 2)", "takes 1 arguments, not 2");
    assertThat(rows("SHOW USER FUNCTIONS IN fn")).containsExactly("[paimon.fn.c]");
  }

  private static void refused(String statement, String sentence) {
    assertThatThrownBy(() -> sql(statement)).hasMessageContaining(sentence);
  }
}
