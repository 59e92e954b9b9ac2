package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and rules of Paimon's protocol as they are on the wire. */
class TableAccessApiTest {
  private static final String CATALOG = "/api/v1/catalogs/main";

  private static RunningServer server;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
    HttpResponse<String> made =
        server.post(
            server.p("/databases/default/tables"),
            """
            {"identifier":{"database":"default","object":"t"},
             "schema":{"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],
             "primaryKeys":[],"options":{}}}""");
    assertThat(made.statusCode()).isEqualTo(200);
    server.post(table("t/branches"), "{\"branch\":\"b\"}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "t%24branch_b"})
  void aTokenIsEmptyAndGoodForSoLongThatClientsKeepIt(String table) {
    JsonNode token = json(server.get(table(table + "/token")));

    assertThat(token.get("token").isEmpty()).isTrue();
    assertThat(token.get("token").isObject()).isTrue();
    assertThat(token.get("expiresAtMillis").asLong())
        .isGreaterThan(System.currentTimeMillis() + Duration.ofHours(2).toMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"select\":null}", "{\"select\":[\"id\"]}"})
  void thereAreNoRules(String body) {
    HttpResponse<String> response = server.post(table("t/auth"), body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThat(server.post(table("t/auth"), "[]").statusCode()).isEqualTo(400);
    for (HttpResponse<String> response :
        List.of(server.get(table("none/token")), server.post(table("none/auth"), "{}"))) {
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(json(response).get("resourceType").asText()).isEqualTo("TABLE");
    }
  }

  @Test
  void clientsAreToldToAskForTokensWhenTheCatalogSaysSo() {
    assertThat(overrides().has("data-token.enabled")).isFalse();

    server.post(CATALOG, "{\"updates\":{\"data-token.enabled\":\"true\",\"other\":\"x\"}}");
    assertThat(overrides().get("data-token.enabled").asText()).isEqualTo("true");
    assertThat(overrides().has("other")).isFalse();

    HttpResponse<String> refused =
        server.post(CATALOG, "{\"updates\":{\"data-token.enabled\":\"yes\"}}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("either true or false");
    server.post(CATALOG, "{\"removals\":[\"data-token.enabled\"]}");
    assertThat(overrides().has("data-token.enabled")).isFalse();
  }

  private static JsonNode overrides() {
    return json(server.get("/v1/config?warehouse=main")).get("overrides");
  }

  private static String table(String path) {
    return server.p("/databases/default/tables/" + path);
  }
}
