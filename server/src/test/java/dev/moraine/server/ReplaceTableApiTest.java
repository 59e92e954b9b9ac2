package dev.moraine.server;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Replacing a table, as it is on the wire. What becomes of rows is seen by Paimon's own tests. */
class ReplaceTableApiTest {
  private static RunningServer server;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
    create("t", "\"x\":\"1\"");
    create("csv", "\"type\":\"format-table\",\"file.format\":\"csv\"");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aReplacedTableHasAnotherSchemaAndTheSameIdAndFolder() {
    create("same", "\"old\":\"1\"");
    JsonNode before = json(server.get(table("same")));

    HttpResponse<String> response = replace("same", schema("amount", "\"new\":\"1\""));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode after = json(server.get(table("same")));
    assertThat(after.get("id")).isEqualTo(before.get("id"));
    assertThat(after.get("path")).isEqualTo(before.get("path"));
    assertThat(after.get("schemaId").asLong()).isEqualTo(1);
    assertThat(after.at("/schema/fields").findValuesAsText("name")).containsExactly("amount", "dt");
    assertThat(after.at("/schema/options").has("old")).isFalse();
    assertThat(after.at("/schema/options/new").asText()).isEqualTo("1");
    assertThat(server.get(table("same") + "/snapshot").statusCode()).isEqualTo(404);
    HttpResponse<String> commit =
        server.post(
            table("same") + "/commit",
            "{\"snapshot\":%s,\"statistics\":[]}".formatted(aSnapshot(1).ofSchema(1).json()));
    assertThat(commit.body()).isEqualTo("{\"success\":true}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "t; {}; 400",
        "t; {'schema':null}; 400",
        "t; {'schema':[]}; 400",
        "t%24branch_b; {'schema':{'fields':[],'partitionKeys':[],'primaryKeys':[],'options':{}}}; 400",
        "none; {'schema':{'fields':[],'partitionKeys':[],'primaryKeys':[],'options':{}}}; 404",
        "t; {'schema':{'fields':[],'partitionKeys':[],'primaryKeys':[],'options':{}}}; 501",
        "csv; {'schema':{'fields':[],'partitionKeys':[],'primaryKeys':[],'options':{}}}; 501"
      })
  void whatDoesNotFitIsRefusedWithAStatusThatClientsKnow(String name, String body, int status) {
    HttpResponse<String> response = server.post(table(name) + "/replace", body.replace('\'', '"'));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asInt()).isEqualTo(status);
    assertThat(json(server.get(table("t"))).get("schemaId").asLong()).isZero();
  }

  private static String schema(String column, String options) {
    return """
        {"fields":[{"id":0,"name":"%s","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
         "partitionKeys":["dt"],"primaryKeys":[],"options":{%s}}"""
        .formatted(column, options);
  }

  private static HttpResponse<String> replace(String name, String schema) {
    return server.post(table(name) + "/replace", "{\"schema\":" + schema + "}");
  }

  private static void create(String name, String options) {
    HttpResponse<String> response =
        server.post(
            server.p("/databases/default/tables"),
            "{\"identifier\":{\"database\":\"default\",\"object\":\"%s\"},\"schema\":%s}"
                .formatted(name, schema("id", options)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static String table(String name) {
    return server.p("/databases/default/tables/" + name);
  }
}
