package dev.moraine.engines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparkSqlTest {

  @Test
  void procedureCallsAreToldFromEverythingElse() {
    assertThat(SparkSql.isProcedureCall("CALL paimon.sys.compact(table => 'd.t')")).isTrue();
    assertThat(SparkSql.isProcedureCall("\n -- CALL\n /* a\n b */ call sys.f()")).isTrue();
    assertThat(SparkSql.isProcedureCall("-- CALL x\nSELECT 1")).isFalse();
    assertThat(SparkSql.isProcedureCall("SELECT 'CALL'")).isFalse();
    assertThat(SparkSql.isProcedureCall("CALLS")).isFalse();
  }

  @Test
  void messagesEndBeforePlansAndTraces() {
    assertThat(
            SparkErrors.sentence("[X] No t. SQLSTATE: 42P01; line 1 pos 14;\n'Project [*]\n+- …"))
        .isEqualTo("[X] No t. SQLSTATE: 42P01; line 1 pos 14");
    assertThat(SparkErrors.sentence("boom\n\tat a.b.C.d(C.java:1)")).isEqualTo("boom");
  }
}
