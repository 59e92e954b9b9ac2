package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of every kind, made by the requests that Apache's Spark connector sends. */
class TableKindApiTest {
  private static final String FIELDS =
      """
      [{"id":0,"name":"user_id","type":"INT"},{"id":1,"name":"age","type":"INT"},
       {"id":2,"name":"gender_code","type":"STRING"},{"id":3,"name":"dt","type":"STRING"}]""";
  private static final String DATABASE = "/databases/default";
  private static final String DROPPED = "/api/v1/catalogs/main/dropped-tables";

  private static RunningServer server;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // CREATE TABLE … USING csv OPTIONS('path'='file:/…', 'header'='true', 'csv.field-delimiter'='|')
  @Test
  void csvOverAFolderOfTheUsers() throws Exception {
    Path files = usersFolder("csv1");

    create(
        "csv_options",
        FIELDS,
        "",
        """
        "owner":"os-user","path":"file:%s","header":"true","option.header":"true",
        "csv.field-delimiter":"|","option.csv.field-delimiter":"|",
        "file.format":"csv","type":"format-table\""""
            .formatted(files));

    JsonNode table = get("csv_options");
    assertThat(table.get("isExternal").asBoolean()).isTrue();
    assertThat(table.get("path").asText()).isEqualTo("file:" + files);
    assertThat(table.get("owner").asText()).isEqualTo("root");
    assertThat(options(table))
        .isEqualTo(
            Map.of(
                "header", "true",
                "option.header", "true",
                "csv.field-delimiter", "|",
                "option.csv.field-delimiter", "|",
                "file.format", "csv",
                "type", "format-table"));
    assertThat(table.get("schema").get("fields").findValuesAsText("name"))
        .containsExactly("user_id", "age", "gender_code", "dt");
    assertThat(files).isDirectoryContaining("glob:**/part-0");
    assertThat(files.resolve("schema")).doesNotExist();
  }

  // CREATE TABLE … USING csv|json|parquet|orc LOCATION 'x'
  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "parquet", "orc"})
  void aFormatOverAFolderOfTheUsersIsForgottenWhenDropped(String format) throws Exception {
    Path files = usersFolder("located-" + format);
    String name = "located_" + format;
    create(
        name,
        FIELDS,
        "",
        "\"owner\":\"os-user\",\"path\":\"file:%s\",\"file.format\":\"%s\",\"type\":\"format-table\""
            .formatted(files, format));
    assertThat(get(name).get("isExternal").asBoolean()).isTrue();

    drop(name);

    assertThat(server.get(server.p(DATABASE + "/tables/" + name)).statusCode()).isEqualTo(404);
    assertThat(files.resolve("part-0")).exists();
    assertThat(server.get(DROPPED).body()).doesNotContain(name);
  }

  // CREATE TABLE … USING parquet PARTITIONED BY (dt)
  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "parquet", "orc"})
  void aManagedFormatTableGetsAFolderAndGoesIntoTheRecycleBin(String format) {
    String name = "managed_" + format;
    create(
        name,
        FIELDS,
        "\"dt\"",
        "\"owner\":\"os-user\",\"file.format\":\"%s\",\"type\":\"format-table\"".formatted(format));

    JsonNode table = get(name);
    assertThat(table.get("isExternal").asBoolean()).isFalse();
    assertThat(table.get("schema").get("partitionKeys").get(0).asText()).isEqualTo("dt");
    assertThat(folderOf(table)).isEmptyDirectory();

    drop(name);

    assertThat(folderOf(table)).isEmptyDirectory();
    assertThat(server.get(DROPPED).body()).contains(table.get("id").asText());
  }

  // CREATE TABLE … LOCATION 'x', and CREATE EXTERNAL TABLE … LOCATION 'x'
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"located; ''", "external; ,\"external\":\"true\""})
  void aPaimonTableMayStandInANewFolderOfTheUsers(String name, String more) {
    Path files = folder.resolve("paimon-" + name);

    create(name, FIELDS, "", "\"path\":\"file:%s\",\"owner\":\"os-user\"%s".formatted(files, more));

    JsonNode table = get(name);
    assertThat(table.get("path").asText()).isEqualTo("file:" + files);
    // Clients since 1.4 would commit to an external Paimon table past the server.
    assertThat(table.get("isExternal").asBoolean()).isFalse();
    assertThat(options(table)).doesNotContainKeys("path", "owner");
    drop(name);
    assertThat(files.resolve("schema/schema-0")).exists();
  }

  @Test
  void aFolderIsOnePaimonTableOnly() {
    create("kept", FIELDS, "", "");
    Path own = folderOf(get("kept"));
    Path users = folder.resolve("paimon-once");
    create("once", FIELDS, "", "\"path\":\"file:" + users + "\"");
    create("binned", FIELDS, "", "");
    Path binned = folderOf(get("binned"));
    drop("binned");

    for (String path :
        List.of(
            "file:" + own,
            "file://" + own + "//",
            own.resolveSibling(".") + "/" + own.getFileName(),
            own + "/bucket-0",
            own.resolveSibling(".").toString(),
            binned.toString(),
            users.toString(),
            users + "/bucket-0",
            folder.toString())) {
      for (String type : List.of("format-table", "table")) {
        HttpResponse<String> refused =
            post(
                "again",
                FIELDS,
                "",
                "\"file.format\":\"parquet\",\"path\":\"%s\",\"type\":\"%s\""
                    .formatted(path, type));

        assertThat(refused.statusCode()).as(path + ": " + refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("a folder is one table only");
      }
    }
    assertThat(
            server
                .post(
                    server.p(DATABASE + "/register"),
                    "{\"identifier\":{\"database\":\"default\",\"object\":\"r\"},\"path\":\"file:%s\"}"
                        .formatted(own))
                .statusCode())
        .isEqualTo(409);

    drop("once");
    create("once-more", FIELDS, "", "\"path\":\"file:" + users + "\"");
  }

  // CREATE TABLE … TBLPROPERTIES('type'='object-table')
  @Test
  void anObjectTableHasTheColumnsOfFiles() {
    create("objects", "[]", "", "\"type\":\"object-table\",\"owner\":\"os-user\"");

    JsonNode table = get("objects");
    assertThat(table.get("owner").asText()).isEqualTo("root");
    assertThat(
            table.get("schema").get("fields").findValuesAsText("name").stream()
                .collect(Collectors.joining(" ")))
        .isEqualTo("path name length mtime atime owner");
    assertThat(table.get("schema").get("fields").findValuesAsText("type"))
        .containsExactly(
            "STRING NOT NULL",
            "STRING NOT NULL",
            "BIGINT NOT NULL",
            "BIGINT NOT NULL",
            "BIGINT NOT NULL",
            "STRING");
  }

  @ParameterizedTest
  @CsvSource({
    "format-table,       false",
    "object-table,       false",
    "materialized-table, true",
    "lance-table,        false",
    "iceberg-table,      false"
  })
  void everyKindIsMadeListedShownAndDropped(String type, boolean hasSchemaFile) {
    String name = "kind_" + type;
    create(name, FIELDS, "", "\"type\":\"%s\"".formatted(type));

    JsonNode table = get(name);
    assertThat(options(table)).containsEntry("type", type);
    assertThat(Files.exists(folderOf(table).resolve("schema/schema-0"))).isEqualTo(hasSchemaFile);
    assertThat(listed(type)).contains(name);
    assertThat(listed("table")).doesNotContain(name);
    drop(name);
    assertThat(listed(type)).doesNotContain(name);
  }

  @Test
  void aTableWithoutTypeIsListedAmongPaimonsTables() {
    create("plain", FIELDS, "", "");

    assertThat(listed("table")).contains("\"plain\"");
    assertThat(listed("format-table")).doesNotContain("\"plain\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lance-table", "iceberg-table"})
  void whatOtherLibrariesMakeIsKeptAsAnEntry(String type) {
    Path files = folder.resolve("not-yet-" + type);
    String name = "entry_" + type;

    create(name, FIELDS, "", "\"type\":\"%s\",\"path\":\"file:%s\"".formatted(type, files));

    assertThat(get(name).get("path").asText()).isEqualTo("file:" + files);
    assertThat(get(name).get("isExternal").asBoolean()).isTrue();
    drop(name);
  }

  @ParameterizedTest
  @CsvSource({"format-table, csv", "format-table, parquet", "object-table, csv"})
  void aFolderThatIsMissingIsNamedAndNothingIsMade(String type, String format) {
    Path missing = folder.resolve("missing");

    HttpResponse<String> response =
        post(
            "misspelt",
            "[]",
            "",
            "\"type\":\"%s\",\"file.format\":\"%s\",\"path\":\"file:%s\""
                .formatted(type, format, missing));

    assertNamesFolder(response, missing);
    assertThat(server.get(server.p(DATABASE + "/tables/misspelt")).statusCode()).isEqualTo(404);
    assertThat(missing).doesNotExist();
  }

  @Test
  void aFolderThatIsMissingIsNotRegistered() {
    Path missing = folder.resolve("missing");

    HttpResponse<String> response =
        server.post(
            server.p(DATABASE + "/register"),
            "{\"identifier\":{\"database\":\"default\",\"object\":\"r\"},\"path\":\"file:%s\"}"
                .formatted(missing));

    assertNamesFolder(response, missing);
    assertThat(missing).doesNotExist();
  }

  private static void assertNamesFolder(HttpResponse<String> response, Path missing) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("message").asText())
        .isEqualTo(
            "There is no folder file:"
                + missing
                + "; make it before the table that is to stand on it");
  }

  private static Path usersFolder(String name) throws Exception {
    Path files = Files.createDirectory(folder.resolve(name));
    Files.writeString(files.resolve("part-0"), "1|25|M|x");
    return files;
  }

  private static HttpResponse<String> post(
      String name, String fields, String partitionKeys, String options) {
    return server.post(
        server.p(DATABASE + "/tables"),
        """
        {"identifier":{"database":"default","object":"%s"},
         "schema":{"fields":%s,"partitionKeys":[%s],"primaryKeys":[],"options":{%s}}}"""
            .formatted(name, fields, partitionKeys, options));
  }

  private static void create(String name, String fields, String partitionKeys, String options) {
    HttpResponse<String> response = post(name, fields, partitionKeys, options);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static JsonNode get(String name) {
    return json(server.get(server.p(DATABASE + "/tables/" + name)));
  }

  private static void drop(String name) {
    assertThat(server.delete(server.p(DATABASE + "/tables/" + name)).statusCode()).isEqualTo(200);
  }

  private static String listed(String type) {
    return server.get(server.p(DATABASE + "/tables?maxResults=1000&tableType=" + type)).body();
  }

  private static Map<String, String> options(JsonNode table) {
    return table.get("schema").get("options").properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().asText()));
  }

  private static Path folderOf(JsonNode table) {
    return Path.of(table.get("path").asText().substring("file:".length()));
  }
}
