package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleApiTest {
  private static final String CATALOGS = "/api/v1/catalogs";

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aCatalogIsFoundByNameAndById() {
    JsonNode created = json(server.post(CATALOGS, "{\"name\":\"c 1%\",\"options\":{\"k\":\"v\"}}"));

    assertThat(created.get("id").asText()).matches("clg-paimon-[0-9a-f]{16}");
    assertThat(created.get("owner").asText()).isEqualTo("root");
    assertThat(json(server.get(CATALOGS + "/c%201%25"))).isEqualTo(created);
    assertThat(json(server.get(CATALOGS + "/" + created.get("id").asText()))).isEqualTo(created);
    assertThat(server.get(CATALOGS).body()).contains(created.toString());
  }

  @Test
  void aCatalogIsMadeWithADefaultDatabaseAndDroppedWhileThatIsEmpty() {
    String id = json(server.post(CATALOGS, "{\"name\":\"short-lived\"}")).get("id").asText();
    assertThat(server.get("/v1/" + id + "/databases").body()).contains("[\"default\"]");

    assertThat(server.delete(CATALOGS + "/short-lived").statusCode()).isEqualTo(204);

    assertProblem(server.get(CATALOGS + "/short-lived"), 404, "NOT_FOUND");
    assertProblem(server.delete(CATALOGS + "/short-lived"), 404, "NOT_FOUND");
  }

  @Test
  void aCatalogWithAnotherDatabaseIsNotDropped() {
    String id = json(server.post(CATALOGS, "{\"name\":\"full\"}")).get("id").asText();
    server.post("/v1/" + id + "/databases", "{\"name\":\"db\"}");

    assertProblem(server.delete(CATALOGS + "/full"), 409, "CONFLICT");
  }

  @Test
  void aNameIsTakenOnce() {
    assertProblem(server.post(CATALOGS, "{\"name\":\"main\"}"), 409, "ALREADY_EXISTS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{",
        "{\"name\":\"\"}",
        "{\"name\":\"a/b\"}",
        "{\"name\":\"..\"}",
        "{\"name\":\"clg-x\"}",
        "{\"name\":\"x\",\"options\":{\"k\":null}}"
      })
  void whatIsNoCatalogIsRefused(String body) {
    assertProblem(server.post(CATALOGS, body), 400, "INVALID_REQUEST");
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("detail").asText()).isNotBlank();
  }
}
