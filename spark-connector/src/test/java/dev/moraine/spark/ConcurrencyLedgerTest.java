package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No row is lost or doubled, and no statement seen in part, however many change a table at once.
 */
class ConcurrencyLedgerTest {
  private static final int STATEMENTS = 15;

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS ledger CASCADE");
    sql("CREATE DATABASE ledger");
  }

  @ParameterizedTest
  @EnumSource
  void everyStatementHasItsWholeEffectOrNone(LedgerTable kind) throws Exception {
    SqlSession spark = ConcurrencyLedgerTest::run;
    LedgerRun run = new LedgerRun(() -> spark, "ledger", kind, STATEMENTS, System.nanoTime());

    run.run();

    assertThat(run.written()).isEqualTo(4L * STATEMENTS);
  }

  private static List<List<String>> run(String statement) {
    return sql(statement).stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(column -> String.valueOf(row.get(column)))
                    .toList())
        .toList();
  }
}
