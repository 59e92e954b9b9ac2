package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.e2e.RecordedCommit.Told;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers get lost after the server gave them; clients ask again, and nothing happens twice or is
 * believed to have failed that did not.
 */
class LostAnswersTest {
  private static final String COMMITS = "POST \\S+/commit ";
  private static final String CHANGES = "(POST|DELETE) ";
  private static final double SHARE = 0.15;

  // Here are few requests, and most of them change something.
  private static final double SHARE_OF_CHANGES = 0.4;

  @TempDir private Path folder;

  @Test
  void noCommitIsLostOrDoneTwice() throws Exception {
    commitThroughLoss(50);
  }

  @Test
  @Tag("long")
  void noneOfAThousandCommitsIsLostOrDoneTwice() throws Exception {
    commitThroughLoss(1_000);
  }

  private void commitThroughLoss(int atLeast) throws Exception {
    long started = System.nanoTime();
    try (KillableServer server = start();
        LossyProxy proxy = new LossyProxy(server.port(), SHARE, COMMITS);
        Catalog catalog = catalog(server, server.process().serverUri())) {
      BusyWriters.createTables(catalog);
      CommitLedger ledger = new CommitLedger(CommitLedger.sqlite(server.process()));
      try (BusyWriters writers =
          new BusyWriters(
              ledger, id -> KillableServer.clientOptions(server.process(), proxy.uri()))) {
        while (ledger.count(Told.ACKNOWLEDGED) < atLeast || !proxy.metEach(2)) {
          MoraineProcess.sleep(Duration.ofMillis(200));
        }
        writers.finish();
      }

      System.out.println("answers " + proxy.fates());
      ledger.checkEverything(catalog);
      System.out.println(ledger.figures() + "; " + Stage.since(started));
    }
  }

  @Test
  void aTableIsCreatedAlteredRenamedAndDroppedOnce() throws Exception {
    changeTablesThroughLoss(5);
  }

  @Test
  @Tag("long")
  void sixtyTablesAreCreatedAlteredRenamedAndDroppedOnce() throws Exception {
    changeTablesThroughLoss(60);
  }

  private void changeTablesThroughLoss(int atLeast) throws Exception {
    try (KillableServer server = start();
        LossyProxy proxy = new LossyProxy(server.port(), SHARE_OF_CHANGES, CHANGES);
        Catalog sure = catalog(server, server.process().serverUri());
        Catalog lossy = persistently(() -> catalog(server, proxy.uri()))) {
      int count = 0;
      while (count < atLeast || !proxy.metEach(1)) {
        Identifier made = Identifier.create("default", "made" + count);
        Identifier renamed = Identifier.create("default", "renamed" + count);
        Schema schema = Schema.newBuilder().column("n", DataTypes.BIGINT()).build();
        SchemaChange change = SchemaChange.addColumn("m", DataTypes.BIGINT());

        until(() -> exists(sure, made), () -> lossy.createTable(made, schema, false));
        String id = sure.getTable(made).uuid();
        until(
            () -> sure.getTable(made).rowType().getFieldCount() == 2,
            () -> lossy.alterTable(made, List.of(change), false));
        assertThat(((FileStoreTable) sure.getTable(made)).schema().id()).isEqualTo(1);
        until(() -> exists(sure, renamed), () -> lossy.renameTable(made, renamed, false));
        assertThat(exists(sure, made)).isFalse();
        assertThat(sure.getTable(renamed).uuid()).isEqualTo(id);
        until(() -> !exists(sure, renamed), () -> lossy.dropTable(renamed, false));
        count++;
      }

      System.out.println("answers " + proxy.fates());
      assertThat(sure.listTables("default")).isEmpty();
      assertThat(droppedTables(server)).isEqualTo(count);
      assertThat(folders(server)).isEqualTo(count);
    }
  }

  @Test
  void aNewerClientLosesNoCommitEither() throws Exception {
    int count = 10;
    Identifier identifier = Identifier.create("default", "newer");
    try (KillableServer server = start();
        LossyProxy proxy = new LossyProxy(server.port(), SHARE, COMMITS);
        Catalog catalog = catalog(server, server.process().serverUri())) {
      catalog.createTable(
          identifier, Schema.newBuilder().column("n", DataTypes.BIGINT()).build(), false);

      List<String> told =
          ClientJvm.run(
              "2.0.0",
              ClientWriter.class,
              Stream.concat(
                      Stream.of(identifier.getFullName(), Integer.toString(count)),
                      ClientJvm.signing(server.process(), proxy.uri(), "lake").stream())
                  .toList());

      System.out.println("answers " + proxy.fates() + " " + told);
      Map<Long, Integer> rows = rows((FileStoreTable) catalog.getTable(identifier));
      for (long number = 0; number < count; number++) {
        Integer times = rows.remove(number);
        if (told.contains("acknowledged " + number)) {
          assertThat(times).as("row %d", number).isEqualTo(1);
        } else {
          assertThat(told).contains("unknown " + number);
          assertThat(times).as("row %d", number).isIn(null, 1);
        }
      }
      assertThat(rows).isEmpty();
      assertThat(told).anyMatch(line -> line.startsWith("acknowledged"));
    }
  }

  private KillableServer start() throws IOException {
    KillableServer server = new KillableServer(folder.resolve("data"));
    server.process().createCatalog("lake");
    return server;
  }

  private static Catalog catalog(KillableServer server, URI uri) {
    return CatalogFactory.createCatalog(
        CatalogContext.create(KillableServer.clientOptions(server.process(), uri)));
  }

  private static <T> T persistently(Callable<T> work) throws Exception {
    while (true) {
      try {
        return work.call();
      } catch (Exception notAnswered) {
        continue;
      }
    }
  }

  /** A change that a client asks for. */
  private interface Change {
    void make() throws Exception;
  }

  /** As a user does who gets an error: looks, and asks again where it is not so. */
  private static void until(Callable<Boolean> isSo, Change change) throws Exception {
    assertThat(isSo.call()).isFalse();
    do {
      try {
        change.make();
        assertThat(isSo.call()).as("what was answered as done").isTrue();
      } catch (Exception notAnswered) {
        continue;
      }
    } while (!isSo.call());
  }

  private static boolean exists(Catalog catalog, Identifier table) throws Exception {
    return catalog.listTables(table.getDatabaseName()).contains(table.getTableName());
  }

  private static long droppedTables(KillableServer server) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(CommitLedger.sqlite(server.process()));
        Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT COUNT(*) FROM dropped_tables")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static long folders(KillableServer server) throws IOException {
    List<Path> catalogs = new ArrayList<>();
    try (Stream<Path> found = Files.list(server.process().dataDirectory().resolve("warehouse"))) {
      catalogs.addAll(found.toList());
    }
    assertThat(catalogs).hasSize(1);
    try (Stream<Path> found = Files.list(catalogs.get(0))) {
      return found.count();
    }
  }

  private static Map<Long, Integer> rows(FileStoreTable table) throws Exception {
    ReadBuilder builder = table.newReadBuilder();
    Map<Long, Integer> rows = new HashMap<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(builder.newScan().plan().splits())) {
      reader.forEachRemaining(row -> rows.merge(row.getLong(0), 1, Integer::sum));
    }
    return rows;
  }
}
