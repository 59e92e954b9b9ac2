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

/** Dropped tables on the wire, and in the warehouse. */
class RecycleBinApiTest {
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
  void aDroppedTableIsListedAndRestored() {
    JsonNode table = dropped("listed", "t");
    String id = table.get("id").asText();

    JsonNode entry = json(server.get(bin("listed"))).get("droppedTables").get(0);

    assertThat(entry.get("id").asText()).isEqualTo(id);
    assertThat(entry.get("database").asText()).isEqualTo("default");
    assertThat(entry.get("name").asText()).isEqualTo("t");
    assertThat(entry.get("type").asText()).isEqualTo("table");
    assertThat(entry.get("location")).isEqualTo(table.get("path"));
    assertThat(entry.get("droppedBy").asText()).isEqualTo("root");
    assertThat(entry.get("expiresAt").asLong() - entry.get("droppedAt").asLong())
        .isEqualTo(24 * 60 * 60 * 1000);
    JsonNode restored = json(server.post(bin("listed") + "/" + id + "/restore", ""));
    assertThat(restored.get("name").asText()).isEqualTo("t");
    assertThat(tableOf("listed", "t").get("id").asText()).isEqualTo(id);
    assertThat(json(server.get(bin("listed"))).get("droppedTables")).isEmpty();
  }

  @Test
  void aTakenNameIsAConflictAndAnotherIsTaken() {
    String id = dropped("taken", "t").get("id").asText();
    create("taken", "t");

    assertProblem(server.post(bin("taken") + "/" + id + "/restore", ""), 409, "ALREADY_EXISTS");

    server.post(bin("taken") + "/" + id + "/restore", "{\"name\":\"t2\"}");
    assertThat(tableOf("taken", "t2").get("id").asText()).isEqualTo(id);
  }

  @Test
  void pagesFollowEachOther() {
    dropped("paged", "a");
    drop("paged", create("paged", "b"), "b");

    JsonNode first = json(server.get(bin("paged") + "?maxResults=1"));
    JsonNode second =
        json(
            server.get(
                bin("paged") + "?maxResults=1&pageToken=" + first.get("nextPageToken").asText()));

    assertThat(first.get("droppedTables").get(0).get("name").asText()).isEqualTo("a");
    assertThat(second.get("droppedTables").get(0).get("name").asText()).isEqualTo("b");
  }

  @Test
  void aPurgedTableIsGoneWithItsFolder() {
    JsonNode table = dropped("purged", "t");
    Path folder = folderOf(table);
    assertThat(folder).isDirectory();

    String path = bin("purged") + "/" + table.get("id").asText();
    assertThat(server.delete(path).statusCode()).isEqualTo(204);

    assertThat(folder).doesNotExist();
    assertProblem(server.delete(path), 404, "NOT_FOUND");
    assertProblem(server.post(path + "/restore", ""), 404, "NOT_FOUND");
  }

  @Test
  void allAreGoneWhenAllArePurged() {
    Path first = folderOf(dropped("emptied", "a"));
    Path second = folderOf(drop("emptied", create("emptied", "b"), "b"));

    assertThat(server.delete(bin("emptied")).body()).isEqualTo("{\"purged\":2}");

    assertThat(first).doesNotExist();
    assertThat(second).doesNotExist();
  }

  @Test
  void aCatalogThatKeepsNothingDeletesAtOnce() {
    server.post(
        "/api/v1/catalogs",
        "{\"name\":\"short\",\"options\":{\"moraine.recycle-bin.retention\":\"0\"}}");

    assertThat(folderOf(dropped("short", "t"))).doesNotExist();
    assertThat(json(server.get(bin("short"))).get("droppedTables")).isEmpty();
  }

  @Test
  void theBinOfNoCatalogIsNotFound() {
    assertProblem(server.get(bin("none")), 404, "NOT_FOUND");
    assertProblem(server.delete(bin("none")), 404, "NOT_FOUND");
  }

  private static String bin(String catalog) {
    return "/api/v1/catalogs/" + catalog + "/dropped-tables";
  }

  /** A catalog, a table made and dropped in it. */
  private static JsonNode dropped(String catalog, String table) {
    server.post("/api/v1/catalogs", "{\"name\":\"%s\"}".formatted(catalog));
    return drop(catalog, create(catalog, table), table);
  }

  private static JsonNode drop(String catalog, JsonNode table, String name) {
    assertThat(server.delete(tables(catalog) + "/" + name).statusCode()).isEqualTo(200);
    return table;
  }

  private static JsonNode create(String catalog, String table) {
    server.post(
        tables(catalog),
        """
        {"identifier":{"database":"default","object":"%s"},
         "schema":{"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],
                   "primaryKeys":[],"options":{}}}"""
            .formatted(table));
    return tableOf(catalog, table);
  }

  private static JsonNode tableOf(String catalog, String table) {
    return json(server.get(tables(catalog) + "/" + table));
  }

  private static String tables(String catalog) {
    String id = json(server.get("/api/v1/catalogs/" + catalog)).get("id").asText();
    return "/v1/" + id + "/databases/default/tables";
  }

  private static Path folderOf(JsonNode table) {
    return Path.of(table.get("path").asText().substring("file:".length()));
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asText()).isEqualTo(code);
  }
}
