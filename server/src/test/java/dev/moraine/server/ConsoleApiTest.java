package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    assertThat(created.get("status").asText()).isEqualTo("RUNNING");
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

    HttpResponse<String> refusal = server.delete(CATALOGS + "/full");

    assertProblem(refusal, 409, "CONFLICT");
    assertThat(json(refusal).get("detail").asText()).contains("'db'");
  }

  @Test
  void catalogsAreListedInPagesAndByPattern() {
    for (String name : new String[] {"page-c", "page-a", "page-b"}) {
      server.post(CATALOGS, "{\"name\":\"%s\"}".formatted(name));
    }

    JsonNode first = json(server.get(CATALOGS + "?catalogNamePattern=page-%25&maxResults=2"));
    JsonNode second =
        json(server.get(CATALOGS + "?catalogNamePattern=page-%25&maxResults=2&pageToken=page-b"));

    assertThat(first.get("catalogs").findValuesAsText("name")).containsExactly("page-a", "page-b");
    assertThat(first.get("nextPageToken").asText()).isEqualTo("page-b");
    assertThat(second.get("catalogs").findValuesAsText("name")).containsExactly("page-c");
    assertThat(second.has("nextPageToken")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxResults=x", "maxResults=0", "catalogNamePattern=a%25b"})
  void aListingThatCannotBeAskedForIsRefused(String query) {
    assertProblem(server.get(CATALOGS + "?" + query), 400, "INVALID_REQUEST");
  }

  @Test
  void optionsOfACatalogAreChangedAndSaid() {
    server.post(CATALOGS, "{\"name\":\"opts\",\"options\":{\"a\":\"1\",\"b\":\"2\"}}");

    JsonNode changed =
        json(
            server.post(
                CATALOGS + "/opts",
                "{\"removals\":[\"a\",\"x\"],"
                    + "\"updates\":{\"c\":\"3\",\"moraine.recycle-bin.retention\":\"7 d\"}}"));

    assertThat(changed.toString())
        .isEqualTo(
            "{\"removed\":[\"a\"],\"updated\":[\"c\",\"moraine.recycle-bin.retention\"],"
                + "\"missing\":[\"x\"]}");
    assertThat(json(server.get(CATALOGS + "/opts")).get("options").properties())
        .extracting(e -> e.getKey() + "=" + e.getValue().asText())
        .containsExactlyInAnyOrder("b=2", "c=3", "moraine.recycle-bin.retention=7 d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"updates\":{\"location\":\"file:/x\"}}                     | 'location'",
        "{\"updates\":{\"moraine.unheard-of\":\"1\"}}                 | 'moraine.unheard-of'",
        "{\"removals\":[\"moraine.unheard-of\"]}                      | 'moraine.unheard-of'",
        "{\"removals\":[\"owner\"]}                                   | 'owner'",
        "{\"updates\":{\"moraine.recycle-bin.retention\":\"soon\"}}   | 'soon'",
        "{\"updates\":{\"\":\"1\"}}                                   | no name",
        "{\"updates\":{\"k\":null}}                                   | 'updates'",
      })
  void anOptionThatIsNotTheUsersIsNamed(String body, String named) {
    for (HttpResponse<String> response :
        List.of(
            server.post(CATALOGS + "/main", body),
            server.post(
                CATALOGS,
                body.contains("updates")
                    ? body.replace("{\"updates\"", "{\"name\":\"refused\",\"options\"")
                    : "{\"name\":\"refused\",\"options\":{\"uri\":\"x\"}}"))) {
      assertProblem(response, 400, "INVALID_REQUEST");
    }
    assertThat(json(server.post(CATALOGS + "/main", body)).get("detail").asText()).contains(named);
    assertProblem(server.get(CATALOGS + "/refused"), 404, "NOT_FOUND");
  }

  @Test
  void anUnknownCatalogIsNotAltered() {
    assertProblem(server.post(CATALOGS + "/none", "{}"), 404, "NOT_FOUND");
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
