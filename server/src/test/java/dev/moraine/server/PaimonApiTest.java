package dev.moraine.server;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.catalog.SnapshotBuilder;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.warehouse.PaimonWarehouse;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paimon's protocol as it is on the wire. */
class PaimonApiTest {
  private static final String SCHEMA =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
       "partitionKeys":["dt"],"primaryKeys":[],"options":{"metastore.partitioned-table":"true"}}""";

  private static RunningServer server;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
    assertOk(server.post(server.p("/databases"), "{\"name\":\"db\"}"));
    createTable("db", "t");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // "wh ü+1" once and twice encoded; clients up to 1.4 send the latter.
  @ParameterizedTest
  @ValueSource(strings = {"wh+%C3%BC%2B1", "wh%20%C3%BC%2B1", "wh%2B%25C3%25BC%252B1"})
  void aWarehouseIsFoundHoweverItIsEncoded(String encoded) {
    server.post("/api/v1/catalogs", "{\"name\":\"wh ü+1\"}");

    HttpResponse<String> response = server.get("/v1/config?warehouse=" + encoded);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("overrides").get("prefix").asText()).startsWith("clg-paimon-");
  }

  @Test
  void anUnknownWarehouseIsNotFoundAndAnAbsentOneRefused() {
    assertThat(server.get("/v1/config?warehouse=none").statusCode()).isEqualTo(404);
    assertThat(server.get("/v1/config").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain; charset=UTF-8", "application/json", "nonsense"})
  void anyContentTypeIsTaken(String contentType) {
    String name = "ct ü " + contentType.length();

    assertOk(
        server.send(
            server
                .request(server.p("/databases"))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))));

    assertThat(listed("/databases", "databases", 100)).contains(name);
  }

  @Test
  void namesAreFormEncodedOrPercentEncoded() {
    assertOk(server.post(server.p("/databases"), "{\"name\":\"a b+ü\"}"));

    assertOk(server.get(server.p("/databases/a+b%2B%C3%BC")));
    assertOk(server.get(server.p("/databases/a%20b%2B%C3%BC")));
  }

  @Test
  void aPercentSignInANameAndInAMessageSurvives() {
    assertOk(server.post(server.p("/databases"), "{\"name\":\"100%\"}"));

    assertOk(server.get(server.p("/databases/100%25")));
    HttpResponse<String> missing = server.get(server.p("/databases/99%25"));
    assertError(missing, 404, "DATABASE");
    assertThat(json(missing).get("resourceName").asText()).isEqualTo("99%");
    // What Java clients run through String.format.
    assertThat(String.format(json(missing).get("message").asText())).contains("'99%'");
  }

  @ParameterizedTest
  @CsvSource({
    "/databases/none,                            404, DATABASE",
    "/databases/none/tables,                     404, DATABASE",
    "/databases/none/tables/t,                   404, DATABASE",
    "/databases/db/tables/none,                  404, TABLE",
    "/databases/db/tables/none/snapshot,         404, TABLE",
    "/databases/db/tables/t/snapshot,            404, SNAPSHOT",
    "/databases/db/tables/t/snapshots/7,         404, SNAPSHOT",
    "/databases/db/tables/t/snapshots/-1,        404, SNAPSHOT",
    "/databases/db/tables/t/snapshots/no-tag,    404, SNAPSHOT",
    "/databases/db/views/v,                      404, VIEW",
    "/databases/db/functions/f,                  404, FUNCTION",
    "/tables/id/none,                            404, TABLE",
  })
  void whatIsMissingIsNamed(String path, int status, String kind) {
    assertError(server.get(server.p(path)), status, kind);
  }

  @Test
  void aPrefixThatIsNoCatalogHasNoDatabases() {
    assertError(server.get("/v1/none/databases/db"), 404, "DATABASE");
    assertError(server.get("/v1/none/databases"), 404, "CATALOG");
    assertError(server.post("/v1/none/databases", "{\"name\":\"x\"}"), 404, "CATALOG");
  }

  @Test
  void whatExistsIsAConflict() {
    assertError(server.post(server.p("/databases"), "{\"name\":\"db\"}"), 409, "DATABASE");
    assertError(
        server.post(server.p("/databases/db/tables"), tableRequest("db", "t")), 409, "TABLE");
    assertError(
        server.post(
            server.p("/databases/db/tables/t"),
            "{\"changes\":[{\"action\":\"addColumn\",\"fieldNames\":[\"id\"],"
                + "\"dataType\":\"INT\"}]}"),
        409,
        "COLUMN");
  }

  @Test
  void branchesAreMadeListedRenamedAndDeleted() {
    String table = server.p("/databases/db/tables/branched");
    assertThat(server.post(server.p("/databases/db/tables"), tableRequest("db", "branched")))
        .returns(200, HttpResponse::statusCode);
    assertThat(server.post(table + "/branches", "{\"branch\":\"a b\"}").statusCode())
        .isEqualTo(200);

    assertThat(json(server.get(table + "/branches")).get("branches").toString())
        .isEqualTo("[\"a b\"]");
    assertThat(json(server.get(table + "%24branch_a+b")).get("id"))
        .isEqualTo(json(server.get(table)).get("id"));
    assertError(server.post(table + "/branches", "{\"branch\":\"a b\"}"), 409, "BRANCH");
    assertError(
        server.post(table + "/branches", "{\"branch\":\"b\",\"fromTag\":\"v\"}"), 404, "TAG");
    assertError(server.post(table + "/branches/none/forward", "{}"), 404, "BRANCH");
    assertError(server.get(table + "%24branch_none"), 404, "TABLE");
    assertError(server.get(table + "%24branch_a%20b/snapshot"), 404, "SNAPSHOT");
    assertThat(server.delete(table + "%24branch_a%20b").statusCode()).isEqualTo(400);
    assertThat(server.post(table + "/branches", "{\"branch\":\"1\"}").statusCode()).isEqualTo(400);

    assertThat(server.post(table + "/branches/a%20b/rename", "{\"toBranch\":\"b\"}").statusCode())
        .isEqualTo(200);
    assertThat(server.delete(table + "/branches/b").statusCode()).isEqualTo(200);
    assertError(server.delete(table + "/branches/b"), 404, "BRANCH");
    assertThat(json(server.get(table + "/branches")).get("branches").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/databases?maxResults=x",
        "/databases?databaseNamePattern=a%25b",
        "/databases/db/tables?tableNamePattern=%25a"
      })
  void aQueryThatDoesNotFitIsRefused(String path) {
    assertThat(server.get(server.p(path)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/databases/db/tables                        | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":null}",
        "/databases/db/tables                        | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[],\"options\":{\"path\":\"\"}}}",
        "/databases/db/tables                        | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"schema\":{\"fields\":[],\"options\":{\"path\":\"file:rel\"}}}",
        "/databases/db/tables                        | {\"identifier\":null,\"schema\":{}}",
        "/databases/db/tables/t                      | {\"changes\":null}",
        "/databases/db/tables/t                      | {\"changes\":[null]}",
        "/databases/db/tables/t/commit               | {\"snapshot\":null}",
        "/databases/db/tables/t/commit               | {\"snapshot\":\"text\"}",
        "/databases/db/tables/t/commit               | {\"snapshot\":{\"id\":0}}",
        "/databases/db/tables/t/commit               | {}",
        "/databases/db/tables/t/commit               | {\"statistics\":[null],\"snapshot\":{}}",
        "/databases/db/tables/t/rollback             | {\"instant\":{}}",
        "/databases/db/tables/t/rollback             | {}",
        "/databases/db/tables/t/rollback-schema      | {}",
        "/databases/db/tables/t/partitions/mark      | {\"specs\":[null]}",
        "/databases/db/tables/t/partitions/mark      | {}",
        "/databases/db/tables/t/partitions/list-by-names | {\"specs\":[{\"dt\":null}]}",
        "/databases/db/register                      | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"path\":\"\"}",
        "/databases/db/register                      | {\"identifier\":{\"database\":\"db\",\"object\":\"n\"},\"path\":\"s3://b/x\"}",
        "/databases/db                               | {\"removals\":[null]}",
        "/databases/db                               | {\"updates\":{\"k\":null}}",
        "/tables/rename                              | {\"source\":{\"database\":\"db\"}}"
      })
  void aBodyThatDoesNotFitIsTheCallersFault(String path, String body) {
    HttpResponse<String> response = server.post(server.p(path), body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("code").asInt()).isEqualTo(400);
  }

  @Test
  void pagesFollowEachOtherByTheLastName() {
    assertOk(server.post(server.p("/databases"), "{\"name\":\"pages\"}"));
    for (int i = 1; i <= 5; i++) {
      createTable("pages", "t" + i);
    }

    JsonNode first = json(server.get(server.p("/databases/pages/tables?maxResults=2")));

    assertThat(first.get("nextPageToken").asText()).isEqualTo("t2");
    assertThat(listed("/databases/pages/tables", "tables", 2))
        .containsExactly("t1", "t2", "t3", "t4", "t5");
    assertThat(
            json(server.get(server.p("/tables?databaseNamePattern=pages&maxResults=2")))
                .get("nextPageToken")
                .asText())
        .isEqualTo("pages.t2");
    assertThat(
            json(server.get(server.p("/databases/pages/table-details?maxResults=5")))
                .get("nextPageToken")
                .asText())
        .isEqualTo("t5");
  }

  @Test
  void aCommittedSnapshotComesBackToTheLetter() throws Exception {
    createTable("db", "letters");
    String snapshot = aSnapshot(1).withUuid("ü1").json().replace("1.50", "1.50, \"}\\\"{\", 1e3");

    HttpResponse<String> response =
        server.post(
            commitPath("db", "letters"),
            """
            { "statistics" : [{"spec":{"dt":"1"},"recordCount":1,"fileSizeInBytes":2,
              "fileCount":3,"lastFileCreationTime":4,"totalBuckets":5}],
              "snapshot" :  %s , "later": {"snapshot": 1}}"""
                .formatted(snapshot));

    assertThat(json(response).get("success").asBoolean()).isTrue();
    for (String path : List.of("/snapshot", "/snapshots/1", "/snapshots/LATEST", "/snapshots")) {
      assertThat(server.get(server.p("/databases/db/tables/letters" + path)).body())
          .contains(snapshot);
    }
    JsonNode table = json(server.get(server.p("/databases/db/tables/letters")));
    Path location = Path.of(table.get("path").asText().substring("file:".length()));
    assertThat(Files.readString(location.resolve("snapshot/snapshot-1"))).isEqualTo(snapshot);
    JsonNode partition =
        json(server.get(server.p("/databases/db/tables/letters/partitions")))
            .get("partitions")
            .get(0);
    assertThat(partition.get("recordCount").asLong()).isEqualTo(1);
    assertThat(partition.get("totalBuckets").asInt()).isEqualTo(5);
  }

  @Test
  void aLostRaceIsAnAnswerAndNoError() {
    createTable("db", "race");
    commit("race", aSnapshot(1));

    HttpResponse<String> response = commit("race", aSnapshot(1).withManifests("other"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"success\":false}");
    assertThat(commit("race", aSnapshot(1)).body()).isEqualTo("{\"success\":true}");
  }

  @Test
  void whatAServerThatDiedHadBegunToWriteIsDeletedInTime() throws Exception {
    createTable("db", "drafts");
    commit("drafts", aSnapshot(1));
    StorageLocation location =
        new StorageLocation(
            json(server.get(server.p("/databases/db/tables/drafts"))).get("path").asText());
    CommitSteps death =
        step -> {
          throw new IllegalStateException("died, " + step);
        };
    assertThatThrownBy(
            () ->
                new PaimonWarehouse(death)
                    .snapshotFiles()
                    .putIfAbsent(location, List.of(aSnapshot(2).build())))
        .hasMessage("died, DRAFT_WRITTEN");
    Path snapshots = Path.of(location.uri().substring("file:".length())).resolve("snapshot");
    assertThat(snapshots).isDirectoryContaining(PaimonApiTest::isDraft);

    for (int id = 2; id <= 64; id++) {
      assertThat(commit("drafts", aSnapshot(id)).body()).isEqualTo("{\"success\":true}");
    }

    assertThat(snapshots)
        .isDirectoryNotContaining(PaimonApiTest::isDraft)
        .isDirectoryContaining(file -> file.endsWith("snapshot-2"));
  }

  @Test
  void aCommitForAnotherTableIdIsNotFound() {
    createTable("db", "replaced");

    for (String field : List.of("tableId", "tableUuid")) {
      assertError(
          server.post(
              commitPath("db", "replaced"),
              "{\"%s\":\"former\",\"snapshot\":%s}".formatted(field, aSnapshot(1).json())),
          404,
          "TABLE");
    }
  }

  @Test
  void aRegisteredTableKeepsItsFolderWhenDropped() throws Exception {
    createTable("db", "origin");
    commit("origin", aSnapshot(1));
    JsonNode origin = json(server.get(server.p("/databases/db/tables/origin")));
    Path copy = folder.resolve("copy");
    Path location = Path.of(origin.get("path").asText().substring("file:".length()));
    Files.createDirectories(copy.resolve("schema"));
    Files.copy(location.resolve("schema/schema-0"), copy.resolve("schema/schema-0"));

    assertOk(
        server.post(
            server.p("/databases/db/register"),
            "{\"identifier\":{\"database\":\"db\",\"object\":\"registered\"},\"path\":\"file:%s\"}"
                .formatted(copy)));

    JsonNode registered = json(server.get(server.p("/databases/db/tables/registered")));
    assertThat(registered.get("isExternal").asBoolean()).isFalse();
    assertThat(registered.get("path").asText()).isEqualTo("file:" + copy);
    assertOk(server.delete(server.p("/databases/db/tables/registered")));
    assertThat(copy.resolve("schema/schema-0")).exists();
  }

  @Test
  void optionsOfADatabaseAreChangedAndSaid() {
    assertOk(
        server.post(
            server.p("/databases"), "{\"name\":\"opts\",\"options\":{\"a\":\"1\",\"b\":\"2\"}}"));

    JsonNode changed =
        json(
            server.post(
                server.p("/databases/opts"),
                "{\"removals\":[\"a\",\"x\"],\"updates\":{\"c\":\"3\"}}"));

    assertThat(changed.toString())
        .isEqualTo("{\"removed\":[\"a\"],\"updated\":[\"c\"],\"missing\":[\"x\"]}");
    JsonNode options = json(server.get(server.p("/databases/opts"))).get("options");
    assertThat(options.properties())
        .extracting(e -> e.getKey() + "=" + e.getValue().asText())
        .containsExactlyInAnyOrder("b=2", "c=3");
  }

  @Test
  void aDroppedTableIsFoundNoMoreAndItsNameIsFree() {
    createTable("db", "dropped");
    String id = json(server.get(server.p("/databases/db/tables/dropped"))).get("id").asText();

    assertOk(server.delete(server.p("/databases/db/tables/dropped")));

    assertError(server.get(server.p("/databases/db/tables/dropped")), 404, "TABLE");
    assertError(server.get(server.p("/tables/id/" + id)), 404, "TABLE");
    assertError(commit("dropped", aSnapshot(1)), 404, "TABLE");
    createTable("db", "dropped");
  }

  private static String tableRequest(String database, String table) {
    return "{\"identifier\":{\"database\":\"%s\",\"object\":\"%s\"},\"schema\":%s}"
        .formatted(database, table, SCHEMA);
  }

  private static void createTable(String database, String table) {
    assertOk(
        server.post(server.p("/databases/" + database + "/tables"), tableRequest(database, table)));
  }

  private static String commitPath(String database, String table) {
    return server.p("/databases/" + database + "/tables/" + table + "/commit");
  }

  private static HttpResponse<String> commit(String table, SnapshotBuilder snapshot) {
    return server.post(commitPath("db", table), "{\"snapshot\":" + snapshot.json() + "}");
  }

  private static List<String> listed(String path, String field, int pageSize) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          json(server.get(server.p(path + "?maxResults=" + pageSize + "&pageToken=" + token)));
      page.get(field).forEach(name -> names.add(name.asText()));
      token = page.path("nextPageToken").asText("");
    } while (!token.isEmpty());
    return names;
  }

  private static boolean isDraft(Path file) {
    return file.toString().endsWith(".tmp");
  }

  private static void assertOk(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static void assertError(HttpResponse<String> response, int status, String kind) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asInt()).isEqualTo(status);
    assertThat(json(response).path("resourceType").asText()).isEqualTo(kind);
  }
}
