package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.spark.LedgerRun;
import dev.moraine.spark.LedgerTable;
import dev.moraine.spark.SqlSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sessions of Spark that change one table all at once, through the server: each statement has its
 * whole effect or none, and none is seen in part.
 */
@Tag("long")
class SparkLedgerTest {
  private static final int STATEMENTS_A_WRITER = 250;

  @Test
  void everyOneOfThousandsOfStatementsHasItsWholeEffectOrNone() throws Exception {
    MoraineProcess moraine = SharedSystem.get();
    JsonNode lake = moraine.createCatalog("ledger_lake");
    try (Stage stage = new Stage(moraine, SharedSystem.narrator())) {
      Map<String, String> options = sparkOptions(lake);
      stage.sparkSilently(stage.openSpark(options), "CREATE DATABASE paimon.ledger");
      Supplier<SqlSession> sessions =
          () -> {
            SparkConnect.Session session = stage.openSpark(options);
            stage.sparkSilently(session, "USE paimon");
            return statement -> stage.sparkSilently(session, statement).rows();
          };
      List<LedgerRun> runs = new ArrayList<>();
      for (LedgerTable kind : LedgerTable.values()) {
        LedgerRun run =
            new LedgerRun(sessions, "ledger", kind, STATEMENTS_A_WRITER, System.nanoTime());
        run.run();
        runs.add(run);
      }

      assertThat(runs.stream().mapToLong(LedgerRun::statements).sum()).isGreaterThanOrEqualTo(5000);
      assertThat(runs.stream().mapToLong(LedgerRun::conflicts).sum()).isGreaterThanOrEqualTo(100);
      assertThat(runs).allMatch(run -> run.shareOfOverlapping() >= 0.3);
      assertThat(runs).allMatch(run -> run.leastSuccess() >= 0.05);
    }
  }

  private static Map<String, String> sparkOptions(JsonNode lake) {
    Map<String, String> options = new HashMap<>();
    options.put("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog");
    options.put("spark.sql.catalog.paimon.metastore", "dlf");
    options.put("spark.sql.catalog.paimon.warehouse", lake.path("location").asText());
    options.put("spark.sql.catalog.paimon.dlf.catalog.id", lake.path("id").asText());
    return options;
  }
}
