package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.engines.flink.FlinkException;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people of both tutorials do wrong first, and the sentence that they get for it. */
class RefusalsTest {
  private static MoraineProcess moraine;
  private static JsonNode lake;
  private static Stage stage;

  @BeforeAll
  static void openStage() {
    moraine = SharedSystem.get();
    lake = moraine.createCatalog("refusals_" + UUID.randomUUID());
    Narrator narrator = SharedSystem.narrator();
    narrator.keepSecret(moraine.credential("dlf.access-key-secret"));
    stage = new Stage(moraine, narrator);
  }

  @AfterAll
  static void closeStage() {
    stage.close();
  }

  @Test
  void anotherWarehouseThanTheCatalogsIsRefusedWithBoth() {
    String location = lake.path("location").asText();

    assertThatThrownBy(() -> createFlinkCatalog(Map.of("warehouse", location + "/other")))
        .isInstanceOf(FlinkException.class)
        .hasMessageContaining("'" + location + "/other'")
        .hasMessageContaining("'" + location + "'");
    assertThatThrownBy(() -> sparkSql(location + "/other", "SHOW DATABASES IN paimon"))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("'" + location + "/other'")
        .hasMessageContaining("'" + location + "'");
  }

  @Test
  void aRegionThatDoesNotFitTheEndpointIsRefused() {
    assertThatThrownBy(() -> createFlinkCatalog(Map.of("dlf.catalog.region", "cn-hangzhou")))
        .isInstanceOf(FlinkException.class)
        .hasMessageContaining("'cn-hangzhou'")
        .hasMessageContaining("'moraine-local'");
  }

  @Test
  void aWrongSecretIsNotAuthorized() {
    assertThatThrownBy(
            () -> createFlinkCatalog(Map.of("dlf.catalog.accessKeySecret", "not-the-secret")))
        .isInstanceOf(FlinkException.class)
        .hasMessageContaining("The signature does not hold");
  }

  @Test
  void aMissingDatabaseIsNamedWithTheStatementThatMakesIt() {
    String catalog = createFlinkCatalog(Map.of());

    assertThatThrownBy(() -> stage.flinkSql("CREATE TABLE " + catalog + ".nobody.t (a INT)"))
        .isInstanceOf(FlinkException.class)
        .hasMessageContaining("CREATE DATABASE IF NOT EXISTS `nobody`");
    assertThatThrownBy(
            () -> sparkSql(lake.path("location").asText(), "CREATE TABLE paimon.nobody.t (a INT)"))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("CREATE DATABASE IF NOT EXISTS `nobody`");
  }

  private static String createFlinkCatalog(Map<String, String> changes) {
    Map<String, String> options = new HashMap<>();
    options.put("type", "paimon");
    options.put("metastore", "dlf");
    options.put("warehouse", lake.path("location").asText());
    options.put("dlf.catalog.id", lake.path("id").asText());
    options.put("dlf.catalog.accessKeyId", moraine.credential("dlf.access-key-id"));
    options.put("dlf.catalog.accessKeySecret", moraine.credential("dlf.access-key-secret"));
    // With a scheme, where the tutorial's play gives none: both are fine.
    URI server = URI.create(moraine.endpoint("server.regional-uri"));
    options.put("dlf.catalog.endpoint", server.toString());
    options.putAll(changes);
    String name = "c" + UUID.randomUUID().toString().replace("-", "");
    StringBuilder statement = new StringBuilder("CREATE CATALOG ").append(name).append(" WITH (");
    options.forEach(
        (key, value) ->
            statement.append("'").append(key).append("' = '").append(value).append("', "));
    statement.setLength(statement.length() - 2);
    stage.flinkSql(statement.append(")").toString());
    return name;
  }

  private static void sparkSql(String warehouse, String sql) {
    SparkConnect.Session session =
        stage.openSpark(
            Map.of(
                "spark.sql.catalog.paimon",
                "org.apache.paimon.spark.SparkCatalog",
                "spark.sql.catalog.paimon.metastore",
                "dlf",
                "spark.sql.catalog.paimon.warehouse",
                warehouse,
                "spark.sql.catalog.paimon.dlf.catalog.id",
                lake.path("id").asText()));
    stage.sparkSilently(session, sql);
  }
}
