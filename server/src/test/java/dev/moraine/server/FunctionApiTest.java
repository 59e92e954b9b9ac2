package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.server.http.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of Paimon's protocol as they are on the wire. */
class FunctionApiTest {
  private static final String BODY =
      """
      {"name":"%s","inputParams":[{"id":0,"name":"x","type":"INT"}],\
      "returnParams":[{"id":0,"name":"y","type":"ARRAY<INT>"}],"deterministic":true,\
      "definitions":{"spark":{"type":"sql","definition":"x + 1 -- ü%%"},\
      "flink":{"type":"file","fileResources":[{"resourceType":"jar","uri":"file:/a.jar"}],\
      "language":"JAVA","className":"C","functionName":"f"},\
      "x":{"type":"lambda","definition":"(x)->x","language":"JAVA"}},\
      "comment":"c","options":{"k":"v"}}""";

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    assertOk(post("/databases", "{\"name\":\"db\"}"));
    assertOk(create("db", "f"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aFunctionComesBackAsItWasSent() {
    JsonNode function = json(get("/databases/db/functions/f"));

    Json.readTree(BODY.formatted("f"))
        .properties()
        .forEach(sent -> assertThat(function.get(sent.getKey())).isEqualTo(sent.getValue()));
    assertThat(function.get("uuid").asText()).isNotEmpty();
    assertThat(function.get("owner").asText()).isEqualTo("root");
    assertThat(function.get("updatedBy").asText()).isEqualTo("root");
    assertThat(function.get("createdAt").asLong()).isPositive();
  }

  // Clients copy the maps without asking whether they are there.
  @Test
  void whatWasLeftOutComesBackEmptyOrNotAtAll() {
    assertOk(
        post(
            "/databases/db/functions",
            "{\"name\":\"bare\",\"inputParams\":null,\"comment\":null,\"options\":null}"));

    JsonNode function = json(get("/databases/db/functions/bare"));
    assertThat(function.get("definitions").toString()).isEqualTo("{}");
    assertThat(function.get("options").toString()).isEqualTo("{}");
    assertThat(function.get("deterministic").asBoolean()).isFalse();
    assertThat(function.has("inputParams")).isFalse();
    assertThat(function.has("returnParams")).isFalse();
    assertThat(function.has("comment")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/databases/db/functions/none,     404, FUNCTION, none",
    "/databases/none/functions/f,      404, FUNCTION, f",
    "/databases/db/functions/-,        404, FUNCTION, -",
    "/databases/none/functions,        404, DATABASE, none",
    "/databases/none/function-details, 404, DATABASE, none",
  })
  void whatIsMissingIsNamed(String path, int status, String kind, String name) {
    assertError(get(path), status, kind, name);
  }

  @Test
  void whatIsMissingCannotBeChangedOrDropped() {
    assertError(create("none", "f"), 404, "DATABASE", "none");
    assertError(alter("none", "[]"), 404, "FUNCTION", "none");
    assertError(server.delete(server.p("/databases/db/functions/none")), 404, "FUNCTION", "none");
  }

  @Test
  void whatExistsIsAConflict() {
    assertError(create("db", "f"), 409, "FUNCTION", "f");
  }

  @Test
  void everyActionChangesAFunction() {
    assertOk(create("db", "altered"));

    assertOk(
        alter(
            "altered",
            """
            [{"action":"setOption","key":"a","value":"1"},{"action":"removeOption","key":"k"},
             {"action":"updateComment","comment":"later"},
             {"action":"addDefinition","name":"n","definition":{"type":"sql","definition":"x"}},
             {"action":"updateDefinition","name":"n","definition":{"type":"sql","definition":"y"}},
             {"action":"dropDefinition","name":"spark"},{"action":"dropDefinition","name":"flink"},
             {"action":"dropDefinition","name":"x"}]"""));

    JsonNode function = json(get("/databases/db/functions/altered"));
    assertThat(function.get("options").toString()).isEqualTo("{\"a\":\"1\"}");
    assertThat(function.get("comment").asText()).isEqualTo("later");
    assertThat(function.get("definitions").toString())
        .isEqualTo("{\"n\":{\"type\":\"sql\",\"definition\":\"y\"}}");
  }

  @Test
  void definitionsAreNamedInRefusals() {
    assertError(
        alter(
            "f",
            "[{\"action\":\"addDefinition\",\"name\":\"spark\",\"definition\":{\"type\":\"sql\"}}]"),
        409,
        "DEFINITION",
        "spark");
    assertError(
        alter(
            "f",
            "[{\"action\":\"updateDefinition\",\"name\":\"n\",\"definition\":{\"type\":\"sql\"}}]"),
        404,
        "DEFINITION",
        "n");
    assertError(
        alter("f", "[{\"action\":\"dropDefinition\",\"name\":\"n\"}]"), 404, "DEFINITION", "n");
  }

  @Test
  void aDroppedFunctionIsGone() {
    assertOk(create("db", "dropped.one"));

    assertOk(server.delete(server.p("/databases/db/functions/dropped.one")));

    assertError(get("/databases/db/functions/dropped.one"), 404, "FUNCTION", "dropped.one");
  }

  @Test
  void pagesFollowEachOtherByTheLastName() {
    assertOk(post("/databases", "{\"name\":\"pages\"}"));
    for (String name : new String[] {"c", "a", "b", "x"}) {
      assertOk(create("pages", name));
    }

    assertPage("/databases/pages/functions?maxResults=2", "{\"functions\":[\"a\",\"b\"],", "b");
    assertThat(get("/databases/pages/functions?maxResults=3&pageToken=b").body())
        .isEqualTo("{\"functions\":[\"c\",\"x\"]}");
    assertThat(get("/databases/pages/functions?functionNamePattern=x%25").body())
        .isEqualTo("{\"functions\":[\"x\"]}");
    assertPage(
        "/functions?databaseNamePattern=pages&maxResults=1",
        "{\"functions\":[{\"database\":\"pages\",\"object\":\"a\"}],",
        "pages.a");
    assertThat(get("/functions?databaseNamePattern=pa%25&functionNamePattern=x").body())
        .isEqualTo("{\"functions\":[{\"database\":\"pages\",\"object\":\"x\"}]}");
    JsonNode details = json(get("/databases/pages/function-details?maxResults=1&pageToken=a"));
    assertThat(details.get("functionDetails").get(0))
        .isEqualTo(json(get("/databases/pages/functions/b")));
    assertThat(details.get("nextPageToken").asText()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/databases/db/functions?functionNamePattern=%25a",
        "/databases/db/function-details?functionNamePattern=a%25b",
        "/functions?functionNamePattern=a%25b",
      })
  void aPatternThatIsNoPrefixIsRefused(String path) {
    assertThat(get(path).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/databases/db/functions   | {}",
        "/databases/db/functions   | {\"name\":\"1\"}",
        "/databases/db/functions   | {\"name\":\"a b\"}",
        "/databases/db/functions   | {\"name\":\"n\",\"inputParams\":{}}",
        "/databases/db/functions   | {\"name\":\"n\",\"inputParams\":[null]}",
        "/databases/db/functions   | {\"name\":\"n\",\"returnParams\":[{\"name\":\"x\",\"type\":\"INT\"}]}",
        "/databases/db/functions   | {\"name\":\"n\",\"deterministic\":\"maybe\"}",
        "/databases/db/functions   | {\"name\":\"n\",\"definitions\":{\"x\":null}}",
        "/databases/db/functions   | {\"name\":\"n\",\"definitions\":{\"x\":\"SELECT\"}}",
        "/databases/db/functions   | {\"name\":\"n\",\"definitions\":{\"x\":{}}}",
        "/databases/db/functions   | {\"name\":\"n\",\"options\":{\"k\":null}}",
        "/databases/db/functions/f | {}",
        "/databases/db/functions/f | {\"changes\":[null]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"explode\"}]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"setOption\",\"value\":\"v\"}]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"removeOption\"}]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"addDefinition\",\"name\":\"n\"}]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"addDefinition\",\"name\":\"n\",\"definition\":null}]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"updateDefinition\",\"definition\":{\"type\":\"sql\"}}]}",
        "/databases/db/functions/f | {\"changes\":[{\"action\":\"dropDefinition\"}]}",
      })
  void aBodyThatDoesNotFitIsTheCallersFault(String path, String body) {
    HttpResponse<String> response = post(path, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("code").asInt()).isEqualTo(400);
    assertThat(json(response).get("message").asText()).isNotEmpty();
  }

  private static HttpResponse<String> create(String database, String function) {
    return post("/databases/" + database + "/functions", BODY.formatted(function));
  }

  private static HttpResponse<String> alter(String function, String changes) {
    return post("/databases/db/functions/" + function, "{\"changes\":" + changes + "}");
  }

  private static HttpResponse<String> get(String path) {
    return server.get(server.p(path));
  }

  private static HttpResponse<String> post(String path, String body) {
    return server.post(server.p(path), body);
  }

  private static void assertPage(String path, String beginning, String nextPageToken) {
    assertThat(get(path).body())
        .isEqualTo(beginning + "\"nextPageToken\":\"" + nextPageToken + "\"}");
  }

  private static void assertOk(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static void assertError(
      HttpResponse<String> response, int status, String kind, String name) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asInt()).isEqualTo(status);
    assertThat(json(response).path("resourceType").asText()).isEqualTo(kind);
    assertThat(json(response).path("resourceName").asText()).isEqualTo(name);
  }
}
