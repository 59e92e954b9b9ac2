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

/** Partitions of Paimon's protocol as they are on the wire. */
class PartitionApiTest {
  private static final String AFTER_2025 =
      "{\"kind\":\"LEAF\",\"transform\":{\"name\":\"FIELD_REF\",\"fieldRef\":"
          + "{\"index\":0,\"name\":\"year\",\"type\":\"INT\"}},"
          + "\"function\":\"GREATER_THAN\",\"literals\":[2025]}";

  private static RunningServer server;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
    createTable("plain", "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aRegisteredPartitionIsListedWithoutCounts() {
    createListed("registered");

    JsonNode answer = json(create("registered", "[{\"year\":\"2026\"}]", ""));

    assertThat(answer.toString()).isEqualTo("{\"created\":[{\"year\":\"2026\"}],\"existed\":[]}");
    JsonNode partition = json(server.get(of("registered", ""))).get("partitions").get(0);
    assertThat(partition.get("spec").toString()).isEqualTo("{\"year\":\"2026\"}");
    assertThat(partition.get("recordCount").asLong()).isZero();
    assertThat(partition.get("fileCount").asLong()).isZero();
    assertThat(partition.get("totalBuckets").asInt()).isEqualTo(-1);
    assertThat(partition.get("done").asBoolean()).isFalse();
    assertThat(partition.get("createdBy").asText()).isEqualTo("root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"ignoreIfExists\":true", ",\"ignoreIfExists\":null"})
  void whatIsThereAlreadyIsPassedOverUnlessItIsAsked(String lenient) {
    String table = "lenient";
    createListed(table);
    create(table, "[{\"year\":\"1\"}]", "");

    assertThat(create(table, "[{\"year\":\"1\"},{\"year\":\"2\"}]", lenient).body())
        .isEqualTo("{\"created\":[{\"year\":\"2\"}],\"existed\":[{\"year\":\"1\"}]}");
    assertError(
        create(table, "[{\"year\":\"1\"},{\"year\":\"3\"}]", ",\"ignoreIfExists\":false"),
        409,
        "PARTITION",
        "year=1");
    assertThat(listed(table)).containsExactly("2", "1");
    drop(table);
  }

  @Test
  void statisticsAreAddedOrReplaced() {
    createListed("counted");
    String statistics =
        ",\"partitionStatistics\":[{\"spec\":{\"year\":\"1\"},\"recordCount\":5,"
            + "\"fileSizeInBytes\":70,\"fileCount\":2,\"lastFileCreationTime\":9,"
            + "\"totalBuckets\":-1}]";

    create("counted", "[{\"year\":\"1\"}]", statistics);
    create("counted", "[{\"year\":\"1\"}]", statistics);
    assertThat(counts("counted")).isEqualTo("10 140 4 9");

    create("counted", "[{\"year\":\"1\"}]", statistics + ",\"replaceStatistics\":true");
    assertThat(counts("counted")).isEqualTo("5 70 2 9");

    assertError(create("counted", "[{\"year\":\"2\"}]", statistics.replace("\"1\"", "\"7\"")), 400);
    assertThat(listed("counted")).containsExactly("1");
  }

  @Test
  void aDroppedPartitionIsForgotten() {
    createListed("dropped");
    create("dropped", "[{\"year\":\"1\"},{\"year\":\"2\"}]", "");

    assertError(
        drop("dropped", "[{\"year\":\"1\"},{\"year\":\"9\"}]", ",\"ignoreIfNotExists\":false"),
        404,
        "PARTITION",
        "year=9");
    assertThat(drop("dropped", "[{\"year\":\"1\"},{\"year\":\"9\"}]", "").body())
        .isEqualTo("{\"dropped\":[{\"year\":\"1\"}],\"missing\":[{\"year\":\"9\"}]}");

    assertThat(listed("dropped")).containsExactly("2");
  }

  @Test
  void aFilterSelectsAndPages() {
    createListed("filtered");
    create(
        "filtered",
        "[{\"year\":\"2024\"},{\"year\":\"2025\"},{\"year\":\"2026\"},{\"year\":\"2027\"}]",
        "");

    JsonNode first = json(filter("filtered", AFTER_2025, ",\"maxResults\":1"));
    assertThat(years(first)).containsExactly("2027");
    JsonNode second =
        json(
            filter(
                "filtered",
                AFTER_2025,
                ",\"maxResults\":5,\"pageToken\":" + first.get("nextPageToken")));
    assertThat(years(second)).containsExactly("2026");
    assertThat(second.has("nextPageToken")).isFalse();
    assertThat(
            years(json(filter("filtered", AFTER_2025, ",\"partitionNamePattern\":\"year=2026\""))))
        .containsExactly("2026");
    assertThat(years(json(filter("filtered", "of a newer client", "")))).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/partitions; {}",
        "/partitions; {'partitionSpecs':[null]}",
        "/partitions; {'partitionSpecs':[{'year':null}]}",
        "/partitions; {'partitionSpecs':[{'month':'1'}]}",
        "/partitions; {'partitionSpecs':[{}]}",
        "/partitions/drop; {}",
        "/partitions/drop; {'partitionSpecs':[{'month':'1'}]}",
        "/partitions/list-by-filter; {}",
        "/partitions/list-by-filter; {'filter':''}",
        "/partitions/list-by-filter; {'filter':'x','partitionNamePattern':'%1'}"
      })
  void whatDoesNotFitIsRefused(String path, String body) {
    createListed("refusing");

    assertError(server.post(table("refusing") + path, body.replace('\'', '"')), 400);

    assertThat(listed("refusing")).isEmpty();
    drop("refusing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/partitions; {'partitionSpecs':[{'year':'1'}]}",
        "/partitions/drop; {'partitionSpecs':[{'year':'1'}]}",
        "/partitions/list-by-filter; {'filter':'x'}"
      })
  void clientsListAnyOtherTableFromItsFiles(String path, String body) {
    assertError(server.post(table("plain") + path, body.replace('\'', '"')), 501);
    assertError(server.post(table("none") + path, body.replace('\'', '"')), 404, "TABLE", "none");
  }

  private static void createListed(String name) {
    createTable(
        name,
        "\"type\":\"format-table\",\"file.format\":\"csv\",\"metastore.partitioned-table\":\"true\"");
  }

  private static void createTable(String name, String options) {
    HttpResponse<String> response =
        server.post(
            server.p("/databases/default/tables"),
            """
            {"identifier":{"database":"default","object":"%s"},
             "schema":{"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"year","type":"INT"}],
             "partitionKeys":["year"],"primaryKeys":[],"options":{%s}}}"""
                .formatted(name, options));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static void drop(String name) {
    assertThat(server.delete(table(name)).statusCode()).isEqualTo(200);
  }

  private static String table(String name) {
    return server.p("/databases/default/tables/" + name);
  }

  private static String of(String table, String path) {
    return table(table) + "/partitions" + path;
  }

  private static HttpResponse<String> create(String table, String specs, String more) {
    return server.post(of(table, ""), "{\"partitionSpecs\":" + specs + more + "}");
  }

  private static HttpResponse<String> drop(String table, String specs, String more) {
    return server.post(of(table, "/drop"), "{\"partitionSpecs\":" + specs + more + "}");
  }

  private static HttpResponse<String> filter(String table, String filter, String more) {
    return server.post(
        of(table, "/list-by-filter"),
        "{\"filter\":\"" + filter.replace("\"", "\\\"") + "\"" + more + "}");
  }

  private static List<String> listed(String table) {
    return years(json(server.get(of(table, ""))));
  }

  private static List<String> years(JsonNode answer) {
    return answer.get("partitions").findValuesAsText("year");
  }

  private static String counts(String table) {
    JsonNode partition = json(server.get(of(table, ""))).get("partitions").get(0);
    return partition.get("recordCount")
        + " "
        + partition.get("fileSizeInBytes")
        + " "
        + partition.get("fileCount")
        + " "
        + partition.get("lastFileCreationTime");
  }

  private static void assertError(
      HttpResponse<String> response, int status, String type, String name) {
    assertError(response, status);
    assertThat(json(response).get("resourceType").asText()).isEqualTo(type);
    assertThat(json(response).get("resourceName").asText()).isEqualTo(name);
  }

  private static void assertError(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asInt()).isEqualTo(status);
  }
}
