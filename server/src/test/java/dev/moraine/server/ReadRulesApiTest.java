package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user who may read a part of a table is told, over both APIs. */
class ReadRulesApiTest {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final Map<String, String> PAIMON_1_4 =
      Map.of("User-Agent", "Apache-HttpClient/5.5.1 (Java/17.0.1)");
  private static final Map<String, String> PAIMON_1_3 =
      Map.of("User-Agent", "Apache-HttpClient/5.4.2 (Java/17.0.1)");

  private static RunningServer server;

  private String user = "";
  private String token = "";
  private String catalog = "";
  private String tables = "";

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeTableAndReader() {
    user = "u" + MADE.incrementAndGet();
    catalog = "c" + user;
    String prefix =
        json(server.post("/api/v1/catalogs", "{\"name\":\"" + catalog + "\"}")).get("id").asText();
    tables = "/v1/" + prefix + "/databases/default/tables";
    ok(
        server.post(
            tables,
            """
            {"identifier":{"database":"default","object":"t"},"schema":{
             "fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"region","type":"STRING"},
                       {"id":2,"name":"mail","type":"STRING"}],
             "partitionKeys":[],"primaryKeys":[],"options":{"k":"v"}}}"""));
    ok(server.post("/api/v1/users", "{\"name\":\"" + user + "\"}"));
    ok(
        server.post(
            "/api/v1/policies/AliyunDLFFullAccess/attach",
            "{\"principal\":\"user/" + user + "\"}"));
    grant("user/" + user, "\"privileges\":[\"DESCRIBE\"]");
    token = json(server.post("/api/v1/users/" + user + "/access-keys", "")).get("token").asText();
  }

  @Test
  void aReaderIsToldToAskAndThenWhatHolds() {
    grantPart(
        "\"rowFilter\":{\"expression\":\"region = 'EU'\"},"
            + "\"columnMasking\":{\"mail\":{\"expression\":\"'***'\"}}");

    assertThat(options(describe(PAIMON_1_4)).get("query-auth.enabled").asText()).isEqualTo("true");
    JsonNode rules = json(auth("{}", PAIMON_1_4));
    assertThat(json(rules.get("filter").get(0).asText()).get("function").asText())
        .isEqualTo("EQUAL");
    assertThat(json(rules.get("columnMasking").get("mail").asText()).get("name").asText())
        .isEqualTo("CONCAT");
    // Nobody else sees any of it, and nothing of it is stored.
    assertThat(options(server.get(tables + "/t")).has("query-auth.enabled")).isFalse();
  }

  @Test
  void aListingAndTheTableByItsIdSayTheSame() {
    grantPart("\"rowFilter\":{\"expression\":\"region = 'EU'\"}");
    String id = json(describe(PAIMON_1_4)).get("id").asText();
    String root = tables.replace("/databases/default/tables", "");

    JsonNode listed =
        json(
            server.sendAs(token, "GET", root + "/databases/default/table-details", "", PAIMON_1_4));
    JsonNode byId = json(server.sendAs(token, "GET", root + "/tables/id/" + id, "", PAIMON_1_4));

    assertThat(listed.get("tableDetails").get(0).get("schema")).isEqualTo(byId.get("schema"));
    assertThat(byId.get("schema").get("options").get("query-auth.enabled").asText())
        .isEqualTo("true");
    assertThat(
            server
                .sendAs(token, "GET", root + "/databases/default/table-details", "", PAIMON_1_3)
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aClientThatWouldShowAllIsRefused() {
    grantPart("\"rowFilter\":{\"expression\":\"region = 'EU'\"}");

    for (HttpResponse<String> refused :
        List.of(describe(PAIMON_1_3), describe(Map.of()), auth("{}", PAIMON_1_3))) {
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("is not known to keep to that");
    }
  }

  @Test
  void columnsAreKeptByEveryClientThatAsks() {
    grantPart("\"columns\":{\"excludedColumnNames\":[\"mail\"]}");

    assertThat(options(describe(PAIMON_1_3)).has("query-auth.enabled")).isTrue();
    assertThat(auth("{\"select\":[\"id\",\"region\"]}", PAIMON_1_3).body()).isEqualTo("{}");
    HttpResponse<String> refused = auth("{\"select\":[\"id\",\"mail\"]}", PAIMON_1_3);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).get("message").asText())
        .isEqualTo(
            "Table default.t has no permission. user/"
                + user
                + " may not read the column 'mail', only all columns except mail");
    assertThat(auth("{}", PAIMON_1_3).statusCode()).isEqualTo(403);
  }

  @Test
  void aListOfGrantsShowsTheLimitsAsTheyWereWritten() {
    grantPart(
        "\"columns\":{\"columnNames\":[\"id\",\"region\"]},"
            + "\"rowFilter\":{\"expression\":\"region = 'EU'\"},"
            + "\"columnMasking\":{\"region\":{\"expression\":\"upper(region)\"}}");

    JsonNode grants =
        json(server.get(
                "/api/v1/grants?resourceType=TABLE&catalog="
                    + catalog
                    + "&database=default&name=t"))
            .get("grants");

    JsonNode select = grants.get(1);
    assertThat(select.get("columns").get("columnNames").toString())
        .isEqualTo("[\"id\",\"region\"]");
    assertThat(select.get("rowFilter").get("expression").asText()).isEqualTo("region = 'EU'");
    assertThat(select.get("rowFilter").get("predicate").asText()).contains("EQUAL");
    assertThat(select.get("columnMasking").get("region").get("transform").asText())
        .contains("UPPER");
    JsonNode answer =
        json(
            server.post(
                "/api/v1/can-i",
                """
                {"user":"%s","privilege":"SELECT","resource":{"type":"TABLE","catalog":"%s",
                 "database":"default","name":"t"}}"""
                    .formatted(user, catalog)));
    assertThat(answer.get("because").asText())
        .endsWith(
            "held to user/"
                + user
                + ": columns id, region; rows where region = 'EU'; region masked as upper(region)");
  }

  @Test
  void whatIsWrongWithARuleIsSaid() {
    assertThat(refusal("\"rowFilter\":{\"expression\":\"nope = 1\"}"))
        .contains("The table has no column 'nope'");
    assertThat(refusal("\"rowFilter\":{\"expression\":\"id = 'x'\"}"))
        .contains("'x' is no literal of that");
    assertThat(refusal("\"columnMasking\":{\"id\":{\"expression\":\"'x'\"}}"))
        .contains("not the column's, INT");
    assertThat(refusal("\"columns\":{\"columnNames\":[],\"excludedColumnNames\":[]}"))
        .contains("not both");
    assertThat(refusal("\"columns\":{\"columnNames\":[]}")).contains("leave nothing to read");
    assertThat(refusal("\"rowFilter\":{}")).contains("an 'expression' or a 'predicate'");
  }

  @Test
  void aColumnThatARuleNamesCannotBeDropped() {
    grantPart("\"rowFilter\":{\"expression\":\"region = 'EU'\"}");

    HttpResponse<String> refused =
        server.post(
            tables + "/t",
            "{\"changes\":[{\"action\":\"dropColumn\",\"fieldNames\":[\"region\"]}]}");

    assertThat(refused.body()).contains("named by the grant of SELECT to user/" + user);
    ok(
        server.post(
            tables + "/t",
            "{\"changes\":[{\"action\":\"dropColumn\",\"fieldNames\":[\"mail\"]}]}"));
  }

  private String refusal(String limits) {
    HttpResponse<String> response =
        tryGrant("user/" + user, "\"privileges\":[\"SELECT\"]," + limits);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return response.body();
  }

  private void grantPart(String limits) {
    grant("user/" + user, "\"privileges\":[\"SELECT\"]," + limits);
  }

  private void grant(String principal, String what) {
    ok(tryGrant(principal, what));
  }

  private HttpResponse<String> tryGrant(String principal, String what) {
    return server.post(
        "/api/v1/grants",
        "{\"principal\":\"%s\",%s,\"resource\":{\"type\":\"TABLE\",\"catalog\":\"%s\",\"database\":\"default\",\"name\":\"t\"}}"
            .formatted(principal, what, catalog));
  }

  private HttpResponse<String> describe(Map<String, String> headers) {
    return server.sendAs(token, "GET", tables + "/t", "", headers);
  }

  private HttpResponse<String> auth(String body, Map<String, String> headers) {
    return server.sendAs(token, "POST", tables + "/t/auth", body, headers);
  }

  private static JsonNode options(HttpResponse<String> table) {
    ok(table);
    return json(table).get("schema").get("options");
  }

  private static JsonNode json(String text) {
    return dev.moraine.server.http.Json.readTree(text);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return RunningServer.json(response);
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isIn(200, 204);
  }
}
