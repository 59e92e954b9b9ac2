package dev.moraine.server;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.doctor.RepairService;
import dev.moraine.catalog.doctor.StoredTables;
import dev.moraine.persistence.MetadataDatabase;
import dev.moraine.persistence.TestPostgres;
import dev.moraine.server.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code doctor} on a server's own database and files. Commits here name manifests that nobody
 * wrote; the end-to-end tests have whole ones.
 */
class DoctorCommandTest {
  @TempDir private Path folder;
  private RunningServer server;
  private Path data;

  @BeforeEach
  void start() {
    server = RunningServer.start(folder);
    data = folder.resolve("data");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whereNothingDiffersItEndsWithZero() {
    create("t");
    create("dropped");
    server.delete(server.p("/databases/default/tables/dropped"));

    assertThat(doctor())
        .isEqualTo(
            new BackupCommandTest.Ended(
                0, "No differences, tables: 1" + System.lineSeparator(), ""));
  }

  @Test
  void whatDiffersIsSaidTableByTable() throws Exception {
    Files.walk(create("no_folder")).sorted((l, r) -> r.compareTo(l)).forEach(this::delete);
    delete(create("no_schema").resolve("schema/schema-0"));
    Path ahead = create("schema_ahead").resolve("schema");
    Files.copy(ahead.resolve("schema-0"), ahead.resolve("schema-1"));
    Path missing = commit("no_snapshot");
    delete(missing.resolve("snapshot/snapshot-1"));
    Path replaced = commit("other_snapshot");
    Files.writeString(
        replaced.resolve("snapshot/snapshot-1"), aSnapshot(1).withManifests("x").json());
    Path younger = commit("snapshots_ahead");
    Files.writeString(younger.resolve("snapshot/snapshot-2"), aSnapshot(2).json());
    Files.writeString(younger.resolve("snapshot/snapshot-3"), aSnapshot(3).json());
    Path headless = create("headless");
    Files.createDirectory(headless.resolve("snapshot"));
    Files.writeString(headless.resolve("snapshot/snapshot-1"), aSnapshot(1).json());
    Files.createDirectories(create("branched").resolve("branch/branch-x"));
    Files.createDirectories(data.resolve("warehouse/main/stranger"));
    Files.createDirectories(data.resolve("warehouse/gone/table"));
    Path bin = create("in_bin");
    server.delete(server.p("/databases/default/tables/in_bin"));
    Files.walk(bin).sorted((l, r) -> r.compareTo(l)).forEach(this::delete);

    Map<String, List<String>> kinds = kinds(doctor("--json"));

    assertThat(kinds)
        .containsEntry("default.no_folder", List.of("folder-missing"))
        .containsEntry("default.no_schema", List.of("schema-file-missing"))
        .containsEntry("default.schema_ahead", List.of("schema-files-ahead"))
        .containsEntry("default.no_snapshot", List.of("snapshot-file-missing", "files-missing"))
        .containsEntry("default.other_snapshot", List.of("snapshot-file-differs", "files-missing"))
        .containsEntry("default.snapshots_ahead", List.of("snapshot-files-ahead", "files-missing"))
        .containsEntry("default.headless", List.of("snapshot-files-ahead"))
        .containsEntry("default.branched", List.of("unknown-branch"))
        .containsEntry("default.in_bin in the recycle bin", List.of("folder-missing"))
        .containsEntry("stranger", List.of("unknown-folder"))
        .containsEntry("table", List.of("unknown-folder"))
        .hasSize(11);
    BackupCommandTest.Ended ended = doctor();
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out())
        .contains("files are ahead of it: 2 to 3")
        .endsWith("Differences: 14, tables: 8" + System.lineSeparator());
  }

  @Test
  void theDatabasesFilesAreWrittenAgain() throws Exception {
    Path table = create("t");
    String schema = Files.readString(table.resolve("schema/schema-0"));
    delete(table.resolve("schema/schema-0"));
    server.close();

    BackupCommandTest.Ended ended = doctor("--repair-from", "database");

    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out()).startsWith("default.t: wrote schema file 0");
    assertThat(Json.readTree(Files.readString(table.resolve("schema/schema-0"))))
        .isEqualTo(Json.readTree(schema));
  }

  @Test
  void theDatabaseFollowsTheSchemaInStorage() throws Exception {
    Path schemas = create("t").resolve("schema");
    String first = Files.readString(schemas.resolve("schema-0"));
    Files.writeString(schemas.resolve("schema-1"), first.replaceFirst("\"id\" : 0", "\"id\" : 1"));
    server.close();

    BackupCommandTest.Ended ended = doctor("--repair-from", "warehouse");

    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out()).startsWith("default.t: schema moved from 0 to 1");
  }

  @Test
  void aForwardThatWasInterruptedIsEnded() throws Exception {
    Path table = create("t");
    server.post(server.p("/databases/default/tables/t/branches"), "{\"branch\":\"b\"}");
    server.post(
        server.p("/databases/default/tables/t$branch_b/commit"),
        "{\"snapshot\":" + aSnapshot(1).json() + "}");
    String id = String.valueOf(table.getFileName());
    server.close();
    try (MetadataDatabase database = MetadataDatabase.openSqlite(data.resolve("metadata.db"))) {
      database
          .transactions()
          .write(
              tx -> {
                tx.branches().beginForward(new TableBranch(new TableId(id), new BranchName("b")));
                return id;
              });
    }

    assertThat(kinds(doctor("--json")).get("default.t")).contains("forward-interrupted");
    doctor("--repair-from", "database");

    assertThat(kinds(doctor("--json")).get("default.t")).doesNotContain("forward-interrupted");
  }

  @Test
  void aTableThatNoRowNamesIsRegistered() throws Exception {
    Path table = create("t");
    Path copy = data.resolve("warehouse/main/found");
    Files.createDirectories(copy.resolve("schema"));
    Files.copy(table.resolve("schema/schema-0"), copy.resolve("schema/schema-0"));
    server.close();

    BackupCommandTest.Ended ended = doctor("--register", "default");

    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out())
        .contains("default.found: registered")
        .contains("No differences, tables: 2");
  }

  @Test
  void nothingIsRepairedOnSqliteWhileAServerRuns() throws Exception {
    delete(create("t").resolve("schema/schema-0"));

    BackupCommandTest.Ended ended = doctor("--repair-from", "database");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("Another process holds").hasLineCount(1);
    assertThat(doctor().status()).isEqualTo(1);
  }

  @Test
  void onPostgresATableIsRepairedWhileAServerRuns() throws Exception {
    Path table = create("t");
    Path backup = folder.resolve("backup");
    BackupCommandTest.run("backup", backup.toString(), "--with-keys", "--data", data.toString());
    Optional<PostgresLogin> postgres =
        Optional.of(
            new PostgresLogin(TestPostgres.fresh(), TestPostgres.USER, TestPostgres.PASSWORD));
    Path moved = folder.resolve("moved");
    OperatorWiring.restore(moved, postgres, backup);
    delete(table.resolve("schema/schema-0"));

    try (DataDirectory directory = DataDirectory.take(moved);
        Wiring running =
            Wiring.start(
                RunningServer.optionsOf(directory, 0, postgres),
                directory,
                CommitSteps.UNOBSERVED)) {
      assertThat(running.port()).isPositive();
      OperatorWiring.Diagnosis diagnosis =
          OperatorWiring.doctor(
              moved,
              postgres,
              Optional.of(WarehouseOption.parse(data.resolve("warehouse").toString())),
              Optional.of("main"),
              StoredTables.Depth.DATA_FILES,
              new OperatorWiring.Treatment(
                  Optional.of(RepairService.Side.DATABASE), Optional.empty()),
              tables -> {});

      assertThat(diagnosis.done()).containsExactly("default.t: wrote schema file 0");
      assertThat(diagnosis.findings().differences()).isEmpty();
      assertThat(diagnosis.findings().tables()).isEqualTo(1);
    }
  }

  @Test
  void aCatalogThatDoesNotExistAndASideThatIsNoneAreWrongUsage() {
    assertThat(doctor("--catalog", "none").status()).isEqualTo(2);
    assertThat(doctor("--repair-from", "hope").status()).isEqualTo(2);
  }

  @Test
  void withAnotherWarehouseFoldersAreLookedForThere() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other/gone/table"));

    BackupCommandTest.Ended ended = doctor("--warehouse", folder.resolve("other").toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("no table has the folder file:" + other);
  }

  private BackupCommandTest.Ended doctor(String... options) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "--data", data.toString()));
    arguments.addAll(List.of(options));
    return BackupCommandTest.run(arguments.toArray(String[]::new));
  }

  private static Map<String, List<String>> kinds(BackupCommandTest.Ended ended) {
    Map<String, List<String>> kinds = new TreeMap<>();
    for (JsonNode difference : Json.readTree(ended.out()).get("differences")) {
      kinds
          .computeIfAbsent(difference.get("subject").asText(), subject -> new ArrayList<>())
          .add(difference.get("kind").asText());
    }
    return kinds;
  }

  /** Its folder. */
  private Path create(String table) {
    server.post(
        server.p("/databases/default/tables"),
        """
        {"identifier":{"database":"default","object":"%s"},
         "schema":{"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],
         "primaryKeys":[],"options":{}}}"""
            .formatted(table));
    JsonNode made = RunningServer.json(server.get(server.p("/databases/default/tables/" + table)));
    return Path.of(made.get("path").asText().substring("file:".length()));
  }

  private Path commit(String table) {
    Path made = create(table);
    assertThat(
            server
                .post(
                    server.p("/databases/default/tables/" + table + "/commit"),
                    "{\"snapshot\":" + aSnapshot(1).json() + "}")
                .body())
        .contains("true");
    return made;
  }

  private void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
