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

/** Views of Paimon's protocol as they are on the wire. */
class ViewApiTest {
  private static final String SCHEMA =
      """
      {"fields":[{"id":0,"name":"ü","type":"INT NOT NULL"},\
      {"id":1,"name":"r","type":{"type":"ROW","fields":[{"id":2,"name":"x","type":"INT"}]}}],\
      "query":"SELECT 'ü%'","dialects":{"spark":"SELECT 1"},"comment":"c","options":{"k":"v"}}""";

  private static final String TABLE_REQUEST =
      """
      {"identifier":{"database":"db","object":"%s"},"schema":{"fields":[],"partitionKeys":[],\
      "primaryKeys":[],"options":{}}}""";

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    assertOk(post("/databases", "{\"name\":\"db\"}"));
    assertOk(post("/databases/db/tables", TABLE_REQUEST.formatted("t")));
    assertOk(create("db", "v"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aViewComesBackAsItWasSent() {
    JsonNode view = json(get("/databases/db/views/v"));

    assertThat(view.get("schema")).isEqualTo(Json.readTree(SCHEMA));
    assertThat(view.get("id").asText()).isNotEmpty();
    assertThat(view.get("name").asText()).isEqualTo("v");
    assertThat(view.get("owner").asText()).isEqualTo("root");
    assertThat(view.get("createdBy").asText()).isEqualTo("root");
    assertThat(view.get("updatedAt").asLong()).isEqualTo(view.get("createdAt").asLong());
  }

  // Clients copy the maps without asking whether they are there.
  @Test
  void whatWasLeftOutComesBackEmptyOrNotAtAll() {
    assertOk(create("db", "bare", "{\"fields\":[],\"query\":\"\",\"comment\":null}"));

    assertThat(json(get("/databases/db/views/bare")).get("schema"))
        .isEqualTo(Json.readTree("{\"fields\":[],\"query\":\"\",\"dialects\":{},\"options\":{}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "/databases/db/views/none,                404, VIEW,     none",
    "/databases/none/views/v,                 404, VIEW,     v",
    "/databases/db/views/t%24snapshots,       404, VIEW,     t$snapshots",
    "/databases/db/views/v%24branch_b,        404, VIEW,     v$branch_b",
    "/databases/db/views/t,                   404, VIEW,     t",
    "/databases/db/tables/v,                  404, TABLE,    v",
    "/databases/none/views,                   404, DATABASE, none",
    "/databases/none/view-details,            404, DATABASE, none",
  })
  void whatIsMissingIsNamed(String path, int status, String kind, String name) {
    assertError(get(path), status, kind, name);
  }

  @Test
  void aViewInAnUnknownDatabaseNamesTheDatabase() {
    assertError(create("none", "v"), 404, "DATABASE", "none");
    assertError(rename("v", "none", "v"), 404, "DATABASE", "none");
  }

  @Test
  void whatIsMissingCannotBeChangedOrDropped() {
    assertError(alter("none", "[]"), 404, "VIEW", "none");
    assertError(rename("none", "db", "x"), 404, "VIEW", "none");
    assertError(server.delete(server.p("/databases/db/views/none")), 404, "VIEW", "none");
  }

  @Test
  void tablesAndViewsShareTheirNames() {
    assertError(create("db", "v"), 409, "VIEW", "v");
    assertError(create("db", "t"), 409, "VIEW", "t");
    assertError(rename("v", "db", "t"), 409, "VIEW", "t");
    assertError(post("/databases/db/tables", TABLE_REQUEST.formatted("v")), 409, "TABLE", "v");
    assertError(
        post(
            "/tables/rename",
            "{\"source\":{\"database\":\"db\",\"object\":\"t\"},"
                + "\"destination\":{\"database\":\"db\",\"object\":\"v\"}}"),
        409,
        "TABLE",
        "v");
  }

  @Test
  void everyActionChangesAView() {
    assertOk(create("db", "altered"));

    assertOk(
        alter(
            "altered",
            """
            [{"action":"setOption","key":"a","value":"1"},{"action":"removeOption","key":"k"},
             {"action":"updateComment","comment":null},
             {"action":"addDialect","dialect":"flink","query":"SELECT 2"},
             {"action":"updateDialect","dialect":"flink","query":"SELECT 3"},
             {"action":"dropDialect","dialect":"spark"}]"""));

    JsonNode schema = json(get("/databases/db/views/altered")).get("schema");
    assertThat(schema.get("options").toString()).isEqualTo("{\"a\":\"1\"}");
    assertThat(schema.get("dialects").toString()).isEqualTo("{\"flink\":\"SELECT 3\"}");
    assertThat(schema.has("comment")).isFalse();
  }

  @Test
  void dialectsAreNamedInRefusals() {
    assertError(
        alter("v", "[{\"action\":\"addDialect\",\"dialect\":\"spark\",\"query\":\"x\"}]"),
        409,
        "DIALECT",
        "spark");
    assertError(
        alter("v", "[{\"action\":\"updateDialect\",\"dialect\":\"flink\",\"query\":\"x\"}]"),
        404,
        "DIALECT",
        "flink");
    assertError(
        alter("v", "[{\"action\":\"dropDialect\",\"dialect\":\"flink\"}]"),
        404,
        "DIALECT",
        "flink");
  }

  @Test
  void aViewIsRenamedAndDropped() {
    assertOk(create("db", "former"));

    assertOk(rename("former", "db", "later one"));

    assertError(get("/databases/db/views/former"), 404, "VIEW", "former");
    assertOk(get("/databases/db/views/later+one"));
    assertOk(server.delete(server.p("/databases/db/views/later%20one")));
    assertError(get("/databases/db/views/later+one"), 404, "VIEW", "later one");
  }

  @Test
  void pagesFollowEachOtherByTheLastName() {
    assertOk(post("/databases", "{\"name\":\"pages\"}"));
    for (String name : new String[] {"c", "a", "b", "x"}) {
      assertOk(create("pages", name));
    }

    assertPage("/databases/pages/views?maxResults=2", "{\"views\":[\"a\",\"b\"],", "b");
    assertPage("/databases/pages/views?maxResults=2&pageToken=b", "{\"views\":[\"c\",\"x\"],", "x");
    assertThat(get("/databases/pages/views?maxResults=2&pageToken=x").body())
        .isEqualTo("{\"views\":[]}");
    assertThat(get("/databases/pages/views?viewNamePattern=x%25").body())
        .isEqualTo("{\"views\":[\"x\"]}");
    assertPage(
        "/views?databaseNamePattern=pages&maxResults=1",
        "{\"views\":[{\"database\":\"pages\",\"object\":\"a\"}],",
        "pages.a");
    assertThat(get("/views?databaseNamePattern=pa%25&viewNamePattern=x").body())
        .isEqualTo("{\"views\":[{\"database\":\"pages\",\"object\":\"x\"}]}");
    JsonNode details = json(get("/databases/pages/view-details?maxResults=1&pageToken=a"));
    assertThat(details.get("viewDetails").get(0)).isEqualTo(json(get("/databases/pages/views/b")));
    assertThat(details.get("nextPageToken").asText()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/databases/db/views?viewNamePattern=%25a",
        "/databases/db/view-details?viewNamePattern=a%25b",
        "/databases/db/views?maxResults=x",
        "/views?viewNamePattern=a%25b",
        "/views?databaseNamePattern=a%25b",
      })
  void aQueryThatDoesNotFitIsRefused(String path) {
    assertThat(get(path).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/databases/db/views   | {}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"}}",
        "/databases/db/views   | {\"identifier\":null,\"schema\":{\"fields\":[],\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\"},\"schema\":{\"fields\":[],\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"a$b\"},\"schema\":{\"fields\":[],\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"\"},\"schema\":{\"fields\":[],\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[]}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":{},\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[null],\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[{\"id\":0,\"name\":\"x\"}],\"query\":\"\"}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[],\"query\":\"\",\"dialects\":{\"x\":null}}}",
        "/databases/db/views   | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[],\"query\":\"\",\"options\":[]}}",
        "/databases/db/views/v | {}",
        "/databases/db/views/v | {\"changes\":null}",
        "/databases/db/views/v | {\"changes\":[null]}",
        "/databases/db/views/v | {\"changes\":[{}]}",
        "/databases/db/views/v | {\"changes\":[{\"action\":\"explode\"}]}",
        "/databases/db/views/v | {\"changes\":[{\"action\":\"setOption\",\"key\":\"k\"}]}",
        "/databases/db/views/v | {\"changes\":[{\"action\":\"removeOption\"}]}",
        "/databases/db/views/v | {\"changes\":[{\"action\":\"addDialect\",\"dialect\":\"x\"}]}",
        "/databases/db/views/v | {\"changes\":[{\"action\":\"updateDialect\",\"query\":\"x\"}]}",
        "/databases/db/views/v | {\"changes\":[{\"action\":\"dropDialect\"}]}",
        "/views/rename         | {\"source\":{\"database\":\"db\",\"object\":\"v\"}}",
        "/views/rename         | {\"source\":{\"database\":\"db\",\"object\":\"v\"},\"destination\":{\"database\":\"db\",\"object\":\"a/b\"}}",
        "/views/rename         | [",
      })
  void aBodyThatDoesNotFitIsTheCallersFault(String path, String body) {
    HttpResponse<String> response = post(path, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("code").asInt()).isEqualTo(400);
    assertThat(json(response).get("message").asText()).isNotEmpty();
  }

  private static HttpResponse<String> create(String database, String view) {
    return create(database, view, SCHEMA);
  }

  private static HttpResponse<String> create(String database, String view, String schema) {
    return post(
        "/databases/" + database + "/views",
        "{\"identifier\":{\"database\":\"%s\",\"object\":\"%s\"},\"schema\":%s}"
            .formatted(database, view, schema));
  }

  private static HttpResponse<String> alter(String view, String changes) {
    return post("/databases/db/views/" + view, "{\"changes\":" + changes + "}");
  }

  private static HttpResponse<String> rename(String view, String database, String destination) {
    return post(
        "/views/rename",
        """
        {"source":{"database":"db","object":"%s"},"destination":{"database":"%s","object":"%s"}}"""
            .formatted(view, database, destination));
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
