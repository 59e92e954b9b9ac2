package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Flink with Paimon's jars for it, each version in a JVM of its own, works on one server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlinkClientsTest {
  private static final FlinkClient.Version OLDEST = new FlinkClient.Version("2.0", "1.1.1");
  private static final FlinkClient.Version NEWEST = new FlinkClient.Version("2.0", "2.0.0");
  private static final List<FlinkClient.Version> VERSIONS =
      List.of(
          OLDEST,
          new FlinkClient.Version("1.20", "1.3.1"),
          new FlinkClient.Version("2.0", "1.4.2"),
          NEWEST);

  private static final Pattern LISTED =
      Pattern.compile("\\| ([0-9]+[.][0-9]+)[.0-9]* \\| `paimon-flink-\\1` ([0-9.]+)");

  @TempDir private static Path folder;
  private static MoraineProcess server;
  private static final Map<FlinkClient.Version, FlinkClient> CLIENTS = new HashMap<>();

  @BeforeAll
  static void start() {
    server =
        MoraineProcess.start(
            Path.of(System.getProperty("moraine.distribution")),
            folder.resolve("data"),
            Duration.ofMinutes(3),
            List.of("--port", "0", "--engines", "none"),
            line -> {});
    server.createCatalog("lake");
  }

  @AfterAll
  static void stop() {
    CLIENTS.values().forEach(FlinkClient::close);
    server.close();
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void everyVersionGoesTheWholeRound(FlinkClient.Version version) throws Exception {
    FlinkClient flink = client(version);
    String database = "round_" + version.paimon().replace('.', '_');

    flink.ask("CREATE DATABASE " + database);
    flink.ask("USE " + database);
    writeAndReadByPartition(flink);
    changeRowsByKey(flink);
    streamInAndOut(flink, database);
    alter(flink);
    goBack(flink, database);
    look(flink);
    meetRefusals(flink, database);
    drop(flink, database);
  }

  private static void writeAndReadByPartition(FlinkClient flink) {
    flink.ask("CREATE TABLE events (id BIGINT, name STRING, dt STRING) PARTITIONED BY (dt)");
    flink.run("INSERT INTO events VALUES (1, 'one', '2026-01-01'), (2, 'two', '2026-01-02')");
    flink.run("INSERT INTO events VALUES (3, 'three', '2026-01-02'), (4, 'four', '2026-01-03')");

    assertThat(flink.ask("SELECT id, name FROM events WHERE dt = '2026-01-02' AND id > 2"))
        .containsExactly("3, three");
    assertThat(flink.ask("SELECT COUNT(*) FROM events")).containsExactly("4");
    assertThat(flink.ask("SHOW PARTITIONS events"))
        .containsExactlyInAnyOrder("dt=2026-01-01", "dt=2026-01-02", "dt=2026-01-03");

    flink.run("INSERT OVERWRITE events PARTITION (dt = '2026-01-01') VALUES (9, 'nine')");
    flink.ask("ALTER TABLE events DROP PARTITION (dt = '2026-01-03')");

    assertThat(flink.ask("SELECT * FROM events"))
        .containsExactlyInAnyOrder(
            "9, nine, 2026-01-01", "2, two, 2026-01-02", "3, three, 2026-01-02");
    assertThat(flink.ask("SHOW PARTITIONS events"))
        .containsExactlyInAnyOrder("dt=2026-01-01", "dt=2026-01-02");
  }

  private static void changeRowsByKey(FlinkClient flink) {
    flink.ask(
        "CREATE TABLE people (id BIGINT, name STRING, PRIMARY KEY (id) NOT ENFORCED)"
            + " WITH ('bucket' = '1')");
    flink.run("INSERT INTO people VALUES (1, 'one'), (2, 'zwei'), (3, 'drei')");
    flink.run("INSERT INTO people VALUES (2, 'two')");
    flink.run("UPDATE people SET name = 'three' WHERE id = 3");
    flink.run("DELETE FROM people WHERE id = 1");

    assertThat(flink.ask("SELECT * FROM people")).containsExactlyInAnyOrder("2, two", "3, three");
  }

  private static void streamInAndOut(FlinkClient flink, String database) throws Exception {
    flink.stream("INSERT INTO lake." + database + ".people SELECT id, 'streamed' FROM few");

    assertThat(flink.ask("SELECT COUNT(*) FROM people WHERE name = 'streamed'"))
        .containsExactly(Integer.toString(FlinkSqlShell.FEW));
    assertThat(flink.first(3, "SELECT * FROM lake." + database + ".people"))
        .containsExactly("2, two", "3, three", FlinkSqlShell.FIRST + ", streamed");
    // Four batches came before; one checkpoint alone would be one more.
    List<String> kinds =
        flink.ask("SELECT commit_kind FROM people$snapshots WHERE snapshot_id > 4");
    assertThat(kinds.stream().filter("APPEND"::equals)).hasSizeGreaterThan(1);
    assertThat(snapshots(flink, "people")).isEqualTo(sequence(4 + kinds.size()));
  }

  private static void alter(FlinkClient flink) {
    flink.ask("ALTER TABLE events ADD note STRING");
    flink.ask("ALTER TABLE events MODIFY name STRING COMMENT 'what it is called'");
    flink.ask("ALTER TABLE events RENAME name TO title");
    flink.ask("ALTER TABLE events SET ('snapshot.num-retained.max' = '20')");
    flink.ask("ALTER TABLE events SET ('snapshot.num-retained.min' = '2')");
    flink.ask("ALTER TABLE events RESET ('snapshot.num-retained.min')");

    assertThat(flink.ask("DESCRIBE events").stream().map(FlinkClientsTest::nameAndType))
        .containsExactly("id, BIGINT", "title, STRING", "dt, STRING", "note, STRING");
    assertThat(flink.ask("SHOW CREATE TABLE events").get(0))
        .contains("COMMENT 'what it is called'", "'snapshot.num-retained.max' = '20'")
        .doesNotContain("snapshot.num-retained.min");

    flink.ask("ALTER TABLE events RENAME TO happenings");

    assertThat(flink.ask("SHOW TABLES")).containsExactlyInAnyOrder("happenings", "people");
    flink.run("INSERT INTO happenings VALUES (5, 'five', '2026-01-02', 'late')");
    assertThat(flink.ask("SELECT id, title, note FROM happenings WHERE dt = '2026-01-02'"))
        .containsExactlyInAnyOrder("2, two, null", "3, three, null", "5, five, late");
  }

  private static void goBack(FlinkClient flink, String database) {
    String table = "'" + database + ".happenings'";
    flink.ask("CALL sys.create_tag(" + table + ", 'before')");
    flink.ask("CALL sys.create_branch(" + table + ", 'aside', 'before')");
    flink.run("INSERT INTO `happenings$branch_aside` VALUES (6, 'six', '2026-01-04', 'aside')");
    flink.run("INSERT INTO happenings VALUES (7, 'seven', '2026-01-05', 'wrong')");

    assertThat(flink.ask("SELECT id FROM `happenings$branch_aside`"))
        .containsExactlyInAnyOrder("9", "2", "3", "5", "6");
    assertThat(flink.ask("SELECT id FROM happenings"))
        .containsExactlyInAnyOrder("9", "2", "3", "5", "7");

    flink.ask("CALL sys.rollback_to(`table` => " + table + ", `tag` => 'before')");

    assertThat(flink.ask("SELECT id FROM happenings"))
        .containsExactlyInAnyOrder("9", "2", "3", "5");
  }

  private static void look(FlinkClient flink) {
    assertThat(
            flink.ask(
                "SELECT snapshot_id, commit_kind, total_record_count FROM happenings$snapshots"))
        .containsExactly(
            "1, APPEND, 2", "2, APPEND, 4", "3, OVERWRITE, 4", "4, OVERWRITE, 3", "5, APPEND, 4");
    assertThat(flink.ask("SELECT `partition`, record_count FROM happenings$files"))
        .containsExactlyInAnyOrder(
            "{2026-01-01}, 1", "{2026-01-02}, 1", "{2026-01-02}, 1", "{2026-01-02}, 1");
    assertThat(flink.ask("SELECT tag_name, snapshot_id FROM happenings$tags"))
        .containsExactly("before, 5");

    flink.ask("CREATE VIEW titles AS SELECT title FROM happenings");

    assertThat(flink.ask("SHOW VIEWS")).containsExactly("titles");
    assertThat(flink.ask("SELECT * FROM titles"))
        .containsExactlyInAnyOrder("nine", "two", "three", "five");
  }

  private static void meetRefusals(FlinkClient flink, String database) {
    assertThatThrownBy(() -> flink.ask("CREATE DATABASE " + database))
        .hasMessageContaining("Database " + database + " already exists");
    assertThatThrownBy(() -> flink.ask("CREATE TABLE people (id BIGINT)"))
        .hasMessageContaining("TableAlreadyExistException");
    assertThatThrownBy(() -> flink.ask("ALTER TABLE people RENAME TO happenings"))
        .hasMessageContaining("TableAlreadyExistException");
    assertThatThrownBy(() -> flink.ask("SELECT * FROM nobody"))
        .hasMessageContaining("Object 'nobody' not found");
  }

  private static void drop(FlinkClient flink, String database) {
    flink.ask("USE `default`");
    assertThatThrownBy(() -> flink.ask("DROP DATABASE " + database))
        .hasMessageContaining("DatabaseNotEmptyException");

    flink.ask("DROP VIEW " + database + ".titles");
    flink.ask("DROP TABLE " + database + ".happenings");
    flink.ask("DROP TABLE " + database + ".people");

    assertThat(flink.ask("SHOW TABLES IN " + database)).isEmpty();

    flink.ask("DROP DATABASE " + database);

    assertThat(flink.ask("SHOW DATABASES")).doesNotContain(database);
  }

  @Test
  void eachVersionGoesOnWhereAnotherStopped() throws Exception {
    client(OLDEST)
        .ask(
            "CREATE TABLE turns (id BIGINT, writer STRING, PRIMARY KEY (id) NOT ENFORCED)"
                + " WITH ('bucket' = '1')");
    Map<Long, String> expected = new HashMap<>();
    for (int turn = 0; turn < 2 * VERSIONS.size(); turn++) {
      FlinkClient.Version version = VERSIONS.get(turn % VERSIONS.size());
      // One that all write, the one before's, and a new one.
      List<Long> ids = List.of(-1L, turn - 1L, (long) turn).subList(turn == 0 ? 1 : 0, 3);
      ids.forEach(id -> expected.put(id, version.paimon()));

      client(version)
          .run(
              ids.stream()
                  .map(id -> "(" + id + ", '" + version.paimon() + "')")
                  .collect(Collectors.joining(", ", "INSERT INTO turns VALUES ", "")));

      FlinkClient.Version reader = VERSIONS.get((turn + 1) % VERSIONS.size());
      assertThat(client(reader).ask("SELECT * FROM turns"))
          .as("written by %s, read by %s", version, reader)
          .containsExactlyInAnyOrderElementsOf(
              expected.entrySet().stream()
                  .map(row -> row.getKey() + ", " + row.getValue())
                  .toList());
    }
    for (FlinkClient.Version version : VERSIONS) {
      List<Long> snapshots = snapshots(client(version), "turns");
      assertThat(snapshots)
          .isEqualTo(sequence(snapshots.size()))
          .hasSizeGreaterThanOrEqualTo(2 * VERSIONS.size());
    }
  }

  @Test
  void theNewestStreamsIntoATableOnceTheOldestHasCommitted() throws Exception {
    FlinkClient oldest = client(OLDEST);
    FlinkClient newest = client(NEWEST);
    oldest.ask("CREATE TABLE streams (id BIGINT, writer STRING)");

    CompletableFuture<Void> first =
        CompletableFuture.runAsync(
            () ->
                oldest.stream("INSERT INTO lake.`default`.streams SELECT id, 'oldest' FROM many"));
    while (!first.isDone() && snapshots(newest, "streams").isEmpty()) {
      Thread.onSpinWait();
    }
    newest.stream("INSERT INTO lake.`default`.streams SELECT id, 'newest' FROM few");
    first.join();

    for (FlinkClient flink : List.of(oldest, newest)) {
      assertThat(
              flink.ask("SELECT writer, COUNT(*), COUNT(DISTINCT id) FROM streams GROUP BY writer"))
          .containsExactlyInAnyOrder(
              "oldest, %1$d, %1$d".formatted(FlinkSqlShell.MANY),
              "newest, %1$d, %1$d".formatted(FlinkSqlShell.FEW));
      List<Long> snapshots = snapshots(flink, "streams");
      assertThat(snapshots).isEqualTo(sequence(snapshots.size()));
    }
  }

  /** Those that apply what the catalog tells of rows and masks. */
  static List<FlinkClient.Version> enforcing() {
    return VERSIONS.subList(2, 4);
  }

  static List<FlinkClient.Version> ignoring() {
    return VERSIONS.subList(0, 2);
  }

  @ParameterizedTest
  @MethodSource("enforcing")
  void whoMayReadAPartIsNeverShownTheRest(FlinkClient.Version version) throws Exception {
    FlinkClient flink = client(version);
    String table = "staff_" + version.paimon().replace('.', '_');
    flink.ask("CREATE TABLE " + table + " (id INT, region STRING, salary STRING, note STRING)");
    // A file each, and what is hidden first.
    flink.run("INSERT INTO " + table + " VALUES (1, 'US', '90', 'n'), (2, 'US', '80', 'n')");
    flink.run("INSERT INTO " + table + " VALUES (3, 'EU', '70', 'n'), (4, 'EU', '60', 'n')");
    readInPart(flink, table);

    assertThat(flink.ask("SELECT id, region, salary FROM " + table))
        .containsExactlyInAnyOrder("3, EU, ***", "4, EU, ***");
    assertThat(flink.ask("SELECT id, region FROM " + table + " WHERE id < 4"))
        .containsExactly("3, EU");
    // Where files are chosen by a limit, hidden rows count: too few may come, none of the hidden.
    assertThat(flink.ask("SELECT id, region FROM " + table + " LIMIT 1"))
        .isSubsetOf("3, EU", "4, EU");
    assertThatThrownBy(() -> flink.ask("SELECT * FROM " + table))
        .isInstanceOf(FlinkClient.Failed.class)
        .hasMessageContaining("may not read the column 'note'");
    assertThatThrownBy(() -> flink.run("INSERT INTO " + table + " VALUES (5, 'EU', '1', 'n')"))
        .isInstanceOf(FlinkClient.Failed.class)
        .hasMessageContaining("can neither write nor change the table");
  }

  @ParameterizedTest
  @MethodSource("ignoring")
  void aClientThatWouldShowTheRestIsRefused(FlinkClient.Version version) throws Exception {
    FlinkClient flink = client(version);
    String table = "kept_" + version.paimon().replace('.', '_');
    flink.ask("CREATE TABLE " + table + " (id INT, region STRING, salary STRING, note STRING)");
    flink.run("INSERT INTO " + table + " VALUES (1, 'US', '90', 'n')");
    readInPart(flink, table);

    assertThatThrownBy(() -> flink.ask("SELECT id, region FROM " + table))
        .isInstanceOf(FlinkClient.Failed.class)
        .hasMessageContaining("is not known to keep to that");
  }

  /** Goes on as a user who may read the rows of region EU, no note, and no salary as it is. */
  private static void readInPart(FlinkClient flink, String table) {
    String user = table + "_reader";
    server.ask("POST", "/api/v1/users", "{\"name\":\"%s\"}".formatted(user));
    server.ask(
        "POST",
        "/api/v1/policies/AliyunDLFFullAccess/attach",
        "{\"principal\":\"user/%s\"}".formatted(user));
    server.ask(
        "POST",
        "/api/v1/grants",
        """
        {"principal":"user/%s","preset":"DATA_EDITOR",
         "resource":{"type":"CATALOG","catalog":"lake"}}"""
            .formatted(user));
    server.ask(
        "POST",
        "/api/v1/grants",
        """
        {"principal":"user/%s","privileges":["SELECT"],
         "resource":{"type":"TABLE","catalog":"lake","database":"default","name":"%s"},
         "columns":{"excludedColumnNames":["note"]},
         "rowFilter":{"expression":"region = 'EU'"},
         "columnMasking":{"salary":{"expression":"'***'"}}}"""
            .formatted(user, table));
    String token =
        server.ask("POST", "/api/v1/users/" + user + "/access-keys", "").get("token").asText();
    flink.ask(
        "CREATE CATALOG %s WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '%s', 'warehouse' = 'lake', 'token.provider' = 'bear', 'token' = '%s')"
            .formatted(user, server.serverUri(), token));
    flink.ask("USE " + user + ".`default`");
  }

  @Test
  void theDocumentationListsTheseVersions() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("moraine.docs"), "conformance.md"));

    assertThat(LISTED.matcher(page).results())
        .map(row -> new FlinkClient.Version(row.group(1), row.group(2)))
        .containsExactlyInAnyOrderElementsOf(VERSIONS);
  }

  /** In the database {@code default}, whatever an earlier test did. */
  private static FlinkClient client(FlinkClient.Version version) throws IOException {
    FlinkClient known = CLIENTS.get(version);
    FlinkClient client = known == null ? start(version) : known;
    client.ask("USE lake.`default`");
    return client;
  }

  private static FlinkClient start(FlinkClient.Version version) throws IOException {
    FlinkClient started = FlinkClient.start(version, folder);
    CLIENTS.put(version, started);
    String catalog =
        ClientJvm.signing(server, server.serverUri(), "lake").stream()
            .map(option -> option.split("=", 2))
            .map(option -> ", '" + option[0] + "' = '" + option[1] + "'")
            .collect(Collectors.joining("", "CREATE CATALOG lake WITH ('type' = 'paimon'", ")"));
    started.ask(catalog);
    started.declareForStreams(catalog);
    return started;
  }

  private static List<Long> snapshots(FlinkClient flink, String table) {
    return flink.ask("SELECT snapshot_id FROM " + table + "$snapshots").stream()
        .map(Long::valueOf)
        .toList();
  }

  private static List<Long> sequence(int length) {
    return LongStream.rangeClosed(1, length).boxed().toList();
  }

  private static String nameAndType(String described) {
    String[] fields = described.split(", ");
    return fields[0] + ", " + fields[1];
  }
}
