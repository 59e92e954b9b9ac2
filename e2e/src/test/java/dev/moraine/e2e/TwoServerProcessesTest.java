package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.e2e.RecordedCommit.Told;
import dev.moraine.persistence.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL are one catalog, even while one of them dies. */
class TwoServerProcessesTest {
  private static final Identifier TABLE = Identifier.create("default", "t");
  private static final Identifier RENAMED = Identifier.create("default", "renamed");

  private final String database = TestPostgres.fresh();
  private final Random random = new Random(11);
  @TempDir private Path folder;

  @Test
  void eachSeesWhatTheOtherDidWithItsNextRequest() throws Exception {
    try (KillableServer first = startFirst();
        KillableServer second = startSecond(first);
        Catalog one = catalog(first);
        Catalog other = catalog(second)) {
      one.createTable(TABLE, Schema.newBuilder().column("n", DataTypes.BIGINT()).build(), false);
      String id = other.getTable(TABLE).uuid();
      assertThat(id).isEqualTo(one.getTable(TABLE).uuid());

      append(one, 1);
      assertThat(headOf(other, TABLE)).isEqualTo(1);
      append(other, 2);
      assertThat(headOf(one, TABLE)).isEqualTo(2);

      one.alterTable(TABLE, List.of(SchemaChange.addColumn("m", DataTypes.BIGINT())), false);
      assertThat(other.getTable(TABLE).rowType().getFieldNames()).containsExactly("n", "m");

      other.renameTable(TABLE, RENAMED, false);
      assertThat(one.listTables("default")).containsExactly("renamed");
      assertThat(one.getTable(RENAMED).uuid()).isEqualTo(id);
      assertThat(headOf(one, RENAMED)).isEqualTo(2);

      one.dropTable(RENAMED, false);
      assertThat(other.listTables("default")).isEmpty();
    }
  }

  @Test
  void aServerWithAnotherMasterKeyIsRefusedInOneSentence() throws Exception {
    try (KillableServer first = startFirst()) {
      assertThat(first.process().handle().isAlive()).isTrue();

      MoraineProcess.NotStarted refusal =
          catchThrowableOfType(
              MoraineProcess.NotStarted.class, () -> start(folder.resolve("other")));

      assertThat(refusal.status()).hasValue(2);
      assertThat(refusal)
          .hasMessage(
              "The secrets in the metadata database were encrypted under another key than "
                  + folder.resolve("other").resolve("master.key")
                  + "; copy the master.key of the server that made them over it");
    }
  }

  @Test
  void commitsThroughBothSurviveKillsOfEither() throws Exception {
    killAt(List.of(CommitStep.FILE_LINKED, CommitStep.HEAD_SET, CommitStep.COMMITTED), 1);
  }

  @Test
  @Tag("long")
  void commitsThroughBothSurviveManyKillsOfEither() throws Exception {
    // What one leaves, the other finds at once, so nobody can be ordered to stand there.
    killAt(
        Stream.of(CommitStep.values()).filter(step -> step != CommitStep.LEFTOVER_DELETED).toList(),
        6);
  }

  private void killAt(List<CommitStep> steps, int rounds) throws Exception {
    long started = System.nanoTime();
    int kills = 0;
    try (KillableServer first = startFirst();
        KillableServer second = startSecond(first);
        Catalog catalog = catalog(first)) {
      List<KillableServer> servers = List.of(first, second);
      BusyWriters.createTables(catalog);
      CommitLedger ledger =
          new CommitLedger(
              database + "&user=" + TestPostgres.USER + "&password=" + TestPostgres.PASSWORD);
      try (BusyWriters writers =
          new BusyWriters(ledger, id -> servers.get(id % 2).clientOptions())) {
        for (int round = 0; round < rounds; round++) {
          for (CommitStep step : steps) {
            KillableServer victim = servers.get(kills % 2);
            writers.whilePaused(
                () -> {
                  ledger.checkNewSnapshots(catalog);
                  victim.orderStandAt(step, random.nextInt(5));
                });
            victim.killWhenOneStands(Duration.ofMillis(random.nextInt(200)));
            kills++;
            // The other one works alone for a while.
            MoraineProcess.sleep(Duration.ofMillis(random.nextInt(500)));
            victim.restart();
          }
        }
        writers.finish();
      }
      for (KillableServer each : servers) {
        try (Catalog its = catalog(each)) {
          ledger.checkEverything(its);
        }
      }
      System.out.printf("%d kills: %s; %s%n", kills, ledger.figures(), Stage.since(started));
      assertThat(ledger.count(Told.ACKNOWLEDGED)).isGreaterThan(kills);
      assertThat(ledger.unansweredAttempts()).isPositive();
    }
  }

  private KillableServer startFirst() throws IOException {
    KillableServer server = start(folder.resolve("first"));
    server.process().createCatalog("lake");
    return server;
  }

  private KillableServer startSecond(KillableServer first) throws IOException {
    Path data = Files.createDirectories(folder.resolve("second"));
    for (String file : List.of("master.key", "root-credentials.properties")) {
      Files.copy(first.process().dataDirectory().resolve(file), data.resolve(file));
    }
    return start(data);
  }

  private KillableServer start(Path data) throws IOException {
    return new KillableServer(
        data,
        List.of("--metadata", database),
        Map.of(
            "MORAINE_METADATA_USER", TestPostgres.USER,
            "MORAINE_METADATA_PASSWORD", TestPostgres.PASSWORD));
  }

  private static Catalog catalog(KillableServer server) {
    return CatalogFactory.createCatalog(CatalogContext.create(server.clientOptions()));
  }

  private static void append(Catalog catalog, long number) throws Exception {
    Table table = catalog.getTable(TABLE);
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(number));
      commit.commit(write.prepareCommit());
    }
  }

  private static long headOf(Catalog catalog, Identifier table) throws Exception {
    return catalog.loadSnapshot(table).orElseThrow().snapshot().id();
  }
}
