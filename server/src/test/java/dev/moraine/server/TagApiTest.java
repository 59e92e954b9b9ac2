package dev.moraine.server;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.catalog.SnapshotBuilder;
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

/** Tags and consumers of Paimon's protocol as they are on the wire. */
class TagApiTest {
  private static RunningServer server;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
    assertOk(server.post(server.p("/databases"), "{\"name\":\"db\"}"));
    createTable("t", "{}");
    createTable("empty", "{}");
    createTable("csv", "{\"type\":\"format-table\",\"file.format\":\"csv\"}");
    commit("t", aSnapshot(1).withUuid("u1"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aTagAnswersItsSnapshotToTheLetter() throws Exception {
    assertOk(server.post(of("t", "/tags"), "{\"tagName\":\"plain\"}"));

    HttpResponse<String> found = server.get(of("t", "/tags/plain"));

    String snapshot = aSnapshot(1).withUuid("u1").json();
    assertThat(found.body()).isEqualTo("{\"tagName\":\"plain\",\"snapshot\":" + snapshot + "}");
    assertThat(location("t").resolve("tag/tag-plain")).hasContent(snapshot);
    assertThat(server.get(of("t", "/snapshots/plain")).body())
        .isEqualTo("{\"snapshot\":" + snapshot + "}");
  }

  @Test
  void aTagWithAnEndSaysWhenItWasMadeAndForHowLong() {
    long before = System.currentTimeMillis();
    assertOk(
        server.post(
            of("t", "/tags"),
            "{\"tagName\":\"a+b ü%\",\"snapshotId\":1,\"timeRetained\":\"7 d\"}"));

    JsonNode tag = json(server.get(of("t", "/tags/a%2Bb+%C3%BC%25")));

    assertThat(tag.get("tagName").asText()).isEqualTo("a+b ü%");
    assertThat(tag.get("tagTimeRetained").asText()).isEqualTo("PT168H");
    assertThat(tag.get("tagCreateTime").asLong()).isBetween(before, System.currentTimeMillis());
    assertThat(tag.get("snapshot").get("uuid").asText()).isEqualTo("u1");
    assertThat(tag.get("snapshot").has("tagCreateTime")).isFalse();
    assertOk(server.delete(of("t", "/tags/a%2Bb%20%C3%BC%25")));
  }

  @Test
  void tagsArePagedByNameAndPrefix() {
    createTable("paged", "{}");
    commit("paged", aSnapshot(1));
    for (String name : List.of("b", "a_1", "a_3", "a_2")) {
      assertOk(server.post(of("paged", "/tags"), "{\"tagName\":\"" + name + "\"}"));
    }

    assertThat(listed("paged", "/tags?maxResults=3", "tags"))
        .containsExactly("a_1", "a_2", "a_3", "b");
    assertThat(listed("paged", "/tags?maxResults=2&tagNamePrefix=a_", "tags"))
        .containsExactly("a_1", "a_2", "a_3");
    assertThat(listed("paged", "/tags?maxResults=2&tagNamePrefix=a_%25", "tags"))
        .containsExactly("a_1", "a_2", "a_3");
    assertThat(json(server.get(of("paged", "/tags?maxResults=2"))).get("nextPageToken").asText())
        .isEqualTo("a_2");
  }

  @Test
  void aDeletedTagIsGone() {
    assertOk(server.post(of("t", "/tags"), "{\"tagName\":\"gone\"}"));
    assertError(server.post(of("t", "/tags"), "{\"tagName\":\"gone\"}"), 409, "TAG");

    assertOk(server.delete(of("t", "/tags/gone")));

    assertError(server.get(of("t", "/tags/gone")), 404, "TAG");
    assertError(server.delete(of("t", "/tags/gone")), 404, "TAG");
  }

  @Test
  void aTagOutlivesItsSnapshotsFile() throws Exception {
    createTable("back", "{}");
    commit("back", aSnapshot(1));
    assertOk(server.post(of("back", "/tags"), "{\"tagName\":\"v1\"}"));
    Files.delete(location("back").resolve("snapshot/snapshot-1"));
    commit("back", aSnapshot(2));

    assertThat(json(server.get(of("back", "/snapshots/v1"))).at("/snapshot/id").asLong())
        .isEqualTo(1);
    assertThat(json(server.get(of("back", "/tags/v1"))).at("/snapshot/id").asLong()).isEqualTo(1);
  }

  @Test
  void aDamagedFileIsTheServersFaultAndNotTheCallers() throws Exception {
    createTable("damaged", "{}");
    commit("damaged", aSnapshot(1));
    commit("damaged", aSnapshot(2));
    assertOk(server.post(of("damaged", "/tags"), "{\"tagName\":\"v\"}"));
    Files.writeString(location("damaged").resolve("tag/tag-v"), "{");
    Files.writeString(location("damaged").resolve("snapshot/snapshot-1"), "{");

    for (String path : List.of("/tags/v", "/snapshots/v", "/snapshots/1", "/snapshots")) {
      HttpResponse<String> response = server.get(of("damaged", path));
      assertThat(response.statusCode()).as(path).isEqualTo(500);
      assertThat(json(response).get("message").asText()).contains("is damaged");
    }
  }

  @Test
  void consumersAreSetBackListedAndForgotten() throws Exception {
    createTable("read", "{}");
    commit("read", aSnapshot(1));
    commit("read", aSnapshot(2));
    Files.createDirectories(location("read").resolve("consumer"));
    Files.writeString(location("read").resolve("consumer/consumer-b"), "{\"nextSnapshot\":3}");

    assertOk(
        server.post(of("read", "/consumers/reset"), "{\"consumerId\":\"a\",\"nextSnapshotId\":1}"));
    assertOk(
        server.post(of("read", "/consumers/reset"), "{\"consumerId\":\"c\",\"nextSnapshotId\":2}"));

    assertThat(server.get(of("read", "/consumers?maxResults=2")).body())
        .isEqualTo(
            "{\"consumers\":[{\"consumerId\":\"a\",\"nextSnapshot\":1},"
                + "{\"consumerId\":\"b\",\"nextSnapshot\":3}],\"nextPageToken\":\"b\"}");
    assertOk(server.post(of("read", "/consumers/reset"), "{\"consumerId\":\"a\"}"));
    assertThat(server.get(of("read", "/consumers?pageToken=b")).body())
        .isEqualTo("{\"consumers\":[{\"consumerId\":\"c\",\"nextSnapshot\":2}]}");
    assertThat(location("read").resolve("consumer/consumer-a")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none  | /tags            | {\"tagName\":\"v\"}                        | 404 | TABLE",
        "empty | /tags            | {\"tagName\":\"v\"}                        | 404 | SNAPSHOT",
        "t     | /tags            | {\"tagName\":\"v\",\"snapshotId\":9}       | 404 | SNAPSHOT",
        "t     | /tags            | {\"tagName\":\"v\",\"snapshotId\":-1}      | 404 | SNAPSHOT",
        "csv   | /tags            | {\"tagName\":\"v\"}                        | 400 | ''",
        "t     | /tags            | {}                                         | 400 | ''",
        "t     | /tags            | {\"tagName\":\"\"}                         | 400 | ''",
        "t     | /tags            | {\"tagName\":\"../x\"}                     | 400 | ''",
        "t     | /tags            | {\"tagName\":\"a\\\\b\"}                   | 400 | ''",
        "t     | /tags            | {\"tagName\":\"a\\u0000\"}                 | 400 | ''",
        "t     | /tags            | {\"tagName\":\"..\"}                       | 400 | ''",
        "t     | /tags            | {\"tagName\":\"v\",\"timeRetained\":\"x\"} | 400 | ''",
        "t     | /tags            | {\"tagName\":\"v\",\"snapshotId\":\"x\"}   | 400 | ''",
        "none  | /consumers/reset | {\"consumerId\":\"c\"}                     | 404 | TABLE",
        "t     | /consumers/reset | {\"consumerId\":\"c\",\"nextSnapshotId\":9}    | 404 | SNAPSHOT",
        "empty | /consumers/reset | {\"consumerId\":\"c\",\"nextSnapshotId\":1}    | 404 | SNAPSHOT",
        "csv   | /consumers/reset | {\"consumerId\":\"c\"}                     | 400 | ''",
        "t     | /consumers/reset | {\"nextSnapshotId\":1}                     | 400 | ''",
        "t     | /consumers/reset | {\"consumerId\":\"../x\",\"nextSnapshotId\":1} | 400 | ''",
      })
  void whatCannotBeIsRefusedAndWritesNothing(
      String table, String path, String body, int status, String kind) {
    assertError(server.post(of(table, path), body), status, kind);

    if (status != 404 || !kind.equals("TABLE")) {
      assertThat(location(table).resolve("tag/tag-v")).doesNotExist();
      assertThat(location(table).resolve("consumer")).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tags", "/tags/v", "/consumers"})
  void aTableWithoutSnapshotsHasNoneOfThem(String path) {
    assertError(server.get(of("csv", path)), 400, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..%2Fx", "a%2Fb", "%2E%2E", "a%5Cb", "a%00b"})
  void aNameInThePathStaysInItsFolder(String name) {
    for (String path : List.of("/tags/", "/snapshots/")) {
      assertThat(server.get(of("t", path + name)).statusCode()).as(path).isIn(400, 404);
    }
    assertThat(server.delete(of("t", "/tags/" + name)).statusCode()).isIn(400, 404);
  }

  private static String of(String table, String path) {
    return server.p("/databases/db/tables/" + table + path);
  }

  private static void createTable(String table, String options) {
    assertOk(
        server.post(
            server.p("/databases/db/tables"),
            """
            {"identifier":{"database":"db","object":"%s"},
             "schema":{"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],
                       "primaryKeys":[],"options":%s}}"""
                .formatted(table, options)));
  }

  private static void commit(String table, SnapshotBuilder snapshot) {
    assertThat(server.post(of(table, "/commit"), "{\"snapshot\":" + snapshot.json() + "}").body())
        .isEqualTo("{\"success\":true}");
  }

  private static Path location(String table) {
    String path = json(server.get(of(table, ""))).get("path").asText();
    return Path.of(path.substring("file:".length()));
  }

  private static List<String> listed(String table, String path, String field) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = json(server.get(of(table, path + "&pageToken=" + token)));
      page.get(field).forEach(name -> names.add(name.asText()));
      token = page.path("nextPageToken").asText("");
    } while (!token.isEmpty());
    return names;
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
