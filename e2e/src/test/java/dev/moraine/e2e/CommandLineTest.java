package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.e2e.TerminalClient.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the terminal client, as processes. */
class CommandLineTest {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("moraine.docs")).resolveSibling("moraine");
  @TempDir private Path folder;

  @Test
  void catalogsAreMadeListedShownAndDropped() throws Exception {
    try (MoraineProcess server = start()) {
      Outcome created = client(server, "catalog", "create", "lake", "--option", "k=v");
      Outcome again = client(server, "catalog", "create", "lake");
      Outcome listed = client(server, "catalog", "list");
      Outcome shown = client(server, "catalog", "get", "lake");
      Outcome dropped = client(server, "catalog", "drop", "lake");
      Outcome missing = client(server, "catalog", "get", "lake");

      assertThat(created.status()).isZero();
      assertThat(created.output()).contains("clg-paimon-", "{\"k\":\"v\"}");
      assertThat(again)
          .isEqualTo(new Outcome(1, "There is a catalog 'lake' already" + System.lineSeparator()));
      assertThat(listed.output()).contains("| lake ").contains("| root ");
      assertThat(shown.output()).contains(server.dataDirectory() + "/warehouse/lake");
      assertThat(dropped.output()).isEqualTo("Dropped catalog lake" + System.lineSeparator());
      assertThat(missing.status()).isEqualTo(1);
      assertThat(missing.output()).startsWith("Catalog 'lake' does not exist");
    }
  }

  @Test
  void aUserGetsAPartOfATable() throws Exception {
    try (MoraineProcess server = start()) {
      String lake = server.createCatalog("lake").get("id").asText();
      server.ask(
          "POST",
          "/v1/" + lake + "/databases/default/tables",
          """
          {"identifier":{"database":"default","object":"t"},"schema":{
           "fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"region","type":"STRING"}],
           "partitionKeys":[],"primaryKeys":[],"options":{}}}""");
      client(server, "user", "create", "ann");

      Outcome wrong =
          client(server, "grant", "user/ann", "SELECT", "lake.default.t", "--where", "x = 1");
      Outcome granted =
          client(
              server,
              "grant",
              "user/ann",
              "SELECT",
              "lake.default.t",
              "--columns",
              "id,region",
              "--where",
              "region = 'EU'",
              "--mask",
              "region=UPPER(region)");
      Outcome asked = client(server, "can-i", "ann", "SELECT", "lake.default.t");
      Outcome grants = client(server, "grants", "lake.default.t");

      assertThat(grants.output())
          .containsPattern(
              "\\| user/ann +\\| SELECT +\\| columns id, region; rows where region = 'EU';"
                  + " region masked as UPPER\\(region\\) \\|");
      assertThat(wrong.output()).startsWith("The table has no column 'x'; it has id, region");
      assertThat(granted.status()).isZero();
      assertThat(asked.output())
          .contains(
              "held to user/ann: columns id, region; rows where region = 'EU'; region masked as"
                  + " UPPER(region)");
    }
  }

  @Test
  void aUserGetsRightsAndIsToldWhatDecides() throws Exception {
    try (MoraineProcess server = start()) {
      client(server, "catalog", "create", "lake");
      client(server, "user", "create", "ann");

      Outcome key = client(server, "key", "create", "--user", "ann");
      Outcome before = client(server, "can-i", "ann", "dlf:GetCatalog", "lake");
      client(server, "policy", "attach", "AliyunDLFReadOnlyAccess", "user/ann");
      client(server, "role", "create", "readers");
      client(server, "role", "add", "readers", "ann");
      Outcome granted = client(server, "grant", "role/readers", "DATA_READER", "lake.default");
      Outcome after = client(server, "can-i", "ann", "SELECT", "lake.default");
      client(server, "revoke", "role/readers", "SELECT", "lake.default");
      Outcome revoked = client(server, "can-i", "ann", "SELECT", "lake.default");

      assertThat(key.output()).contains("dlf.access-key-id=", "dlf.access-key-secret=", "token=");
      assertThat(before.status()).isEqualTo(1);
      assertThat(before.output())
          .startsWith("no: User 'ann' has no policy that allows dlf:GetCatalog");
      assertThat(granted.output())
          .isEqualTo(
              "role/readers has DESCRIBE, LIST, SELECT on lake.default" + System.lineSeparator());
      assertThat(after)
          .isEqualTo(
              new Outcome(
                  0, "yes: role/readers has SELECT on the database" + System.lineSeparator()));
      assertThat(revoked.output()).startsWith("no: User 'ann' lacks SELECT on database 'default'");
      assertThat(client(server, "whoami").output()).contains("root", "super_administrator");
      assertThat(client(server, "policy", "list").output()).contains("user/ann");
      assertThat(client(server, "role", "members", "readers").output()).startsWith("ann");
      assertThat(client(server, "user", "list").output()).contains("| ann ");
    }
  }

  @Test
  void keysAndTokensAreListedRotatedAndTakenAway() throws Exception {
    try (MoraineProcess server = start()) {
      client(server, "user", "create", "ann");
      client(server, "key", "create", "--user", "ann");
      String old = firstCell(client(server, "key", "list", "--user", "ann"), "MRN");

      Outcome rotated = client(server, "key", "rotate", "--user", "ann", old);
      Outcome unknown = client(server, "key", "rotate", "--user", "ann", "MRNnone");
      Outcome listed = client(server, "key", "list", "--user", "ann");
      Outcome deleted = client(server, "key", "delete", "--user", "ann", old);
      Outcome only = client(server, "key", "disable", firstCell(client(server, "key", "list"), ""));
      Outcome token = client(server, "token", "create", "ci", "--valid", "3600");
      Outcome tokens = client(server, "token", "list");
      Outcome gone = client(server, "user", "delete", "ann");

      assertThat(rotated.output())
          .contains("dlf.access-key-id=MRN", "dlf.access-key-secret=")
          .endsWith("Access key " + old + " is disabled" + System.lineSeparator());
      assertThat(unknown.status()).isEqualTo(1);
      assertThat(unknown.output()).startsWith("There is no access key MRNnone to rotate");
      assertThat(listed.output())
          .containsPattern(old + " +\\| disabled")
          .containsPattern("MRN\\w+ +\\| enabled");
      assertThat(deleted.status()).isZero();
      assertThat(only.status()).isEqualTo(1);
      assertThat(only.output()).contains("create another one first");
      assertThat(tokens.output()).contains("| ci ").doesNotContain(token.output().strip());
      assertThat(gone.output()).isEqualTo("Deleted user ann" + System.lineSeparator());
      assertThat(client(server, "key", "list", "--user", "ann").output())
          .startsWith("There is no user 'ann'");
    }
  }

  private static String firstCell(Outcome table, String prefix) {
    Matcher cell = Pattern.compile("\\| (" + prefix + "\\w+) +\\| enabled").matcher(table.output());
    assertThat(cell.find()).as(table.output()).isTrue();
    return cell.group(1);
  }

  @Test
  void optionsOfACatalogAreSetAndRemoved() throws Exception {
    try (MoraineProcess server = start()) {
      client(server, "catalog", "create", "lake", "--option", "k=v");

      Outcome altered =
          client(
              server,
              "catalog",
              "alter",
              "lake",
              "--remove",
              "k",
              "--option",
              "moraine.recycle-bin.retention=7 d");
      Outcome refused = client(server, "catalog", "alter", "lake", "--option", "owner=me");
      Outcome nothing = client(server, "catalog", "alter", "lake");
      Outcome listed = client(server, "catalog", "list", "--name", "la%");

      assertThat(altered.output())
          .contains("{\"moraine.recycle-bin.retention\":\"7 d\"}", "RUNNING");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.output()).startsWith("The option 'owner' is set by the server");
      assertThat(nothing.status()).isEqualTo(1);
      assertThat(listed.output()).contains("| lake ");
    }
  }

  @Test
  void droppedTablesAreListedRestoredAndPurged() throws Exception {
    try (MoraineProcess server = start()) {
      client(server, "catalog", "create", "lake");
      String id = dropATable(server);

      Outcome listed = client(server, "table", "deleted", "lake");
      Outcome restored = client(server, "table", "restore", "lake", id, "--name", "again");
      Outcome restoredAgain = client(server, "table", "restore", "lake", id);
      Outcome purged = client(server, "table", "purge", "lake", "--all");
      Outcome neither = client(server, "table", "purge", "lake");

      assertThat(listed.output()).contains("| default.t ", id, "| root ");
      assertThat(restored.output())
          .isEqualTo("Restored table default.again" + System.lineSeparator());
      assertThat(restoredAgain.status()).isEqualTo(1);
      assertThat(restoredAgain.output()).startsWith("There is no dropped table of id '" + id);
      assertThat(purged.output()).isEqualTo("Purged 0 tables" + System.lineSeparator());
      assertThat(neither.status()).isEqualTo(1);
    }
  }

  private static String dropATable(MoraineProcess server) throws Exception {
    Options options = new Options();
    options.set("metastore", "rest");
    options.set("uri", server.serverUri().toString());
    options.set("warehouse", "lake");
    options.set("token.provider", "bear");
    options.set("token", server.credential("token"));
    Identifier t = Identifier.create("default", "t");
    try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
      catalog.createTable(t, Schema.newBuilder().column("id", DataTypes.INT()).build(), false);
      String id = catalog.getTable(t).uuid();
      catalog.dropTable(t, false);
      return id;
    }
  }

  @Test
  void withoutAServerTheClientSaysHowToStartOne() throws Exception {
    Outcome outcome = client(folder.resolve("none"), "catalog", "list");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).startsWith("No server runs on the data directory ");
  }

  @Test
  void afterAServerHasStoppedTheClientSaysHowToStartOne() throws Exception {
    Path data;
    try (MoraineProcess server = start()) {
      data = server.dataDirectory();
    }

    Outcome outcome = client(data, "catalog", "list");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).startsWith("No server runs on the data directory ");
  }

  @Test
  void afterAServerWasKilledTheClientSaysThatItDoesNotAnswer() throws Exception {
    try (MoraineProcess server = start()) {
      server.handle().destroyForcibly();
      server.handle().onExit().get(10, TimeUnit.SECONDS);

      Outcome outcome = client(server, "catalog", "list");

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.output()).endsWith("does not answer: is it running?\n");
    }
  }

  @Test
  void theLauncherNamesWhatIsMissing() throws Exception {
    Outcome noJava =
        TerminalClient.run(
            Map.of("JAVA_HOME", "/nonexistent"), List.of("bash", LAUNCHER.toString(), "up"));
    Outcome noCommand = TerminalClient.run(Map.of(), List.of("bash", LAUNCHER.toString(), "fly"));

    assertThat(noJava.status()).isEqualTo(2);
    assertThat(noJava.output())
        .isEqualTo(
            "Moraine needs a JDK 17 or newer, and there is none."
                + " On Debian: sudo apt-get install openjdk-17-jdk maven\n");
    assertThat(noCommand.status()).isEqualTo(2);
    assertThat(noCommand.output()).contains("There is no command 'fly'.");
  }

  private MoraineProcess start() {
    return MoraineProcess.start(
        Path.of(System.getProperty("moraine.distribution")),
        folder.resolve("data"),
        Duration.ofSeconds(60),
        List.of("--port", "0", "--engines", "none"),
        line -> {});
  }

  private static Outcome client(MoraineProcess server, String... arguments) throws Exception {
    return client(server.dataDirectory(), arguments);
  }

  private static Outcome client(Path data, String... arguments) throws Exception {
    return new TerminalClient(data, command -> command).ask(arguments);
  }
}
