package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, stop or kill, start again: nothing is lost. */
class RestartTest {
  private static final Identifier TABLE = Identifier.create("default", "numbers");

  @TempDir private Path folder;

  @Test
  void rowsOutliveAStopAndAKill() throws Exception {
    JsonNode lake;
    try (MoraineProcess server = start()) {
      lake = server.createCatalog("lake");
      try (Catalog catalog = client(server, lake)) {
        catalog.createTable(TABLE, Schema.newBuilder().column("n", DataTypes.INT()).build(), false);
        append(catalog, 1);
      }
    }
    try (MoraineProcess server = start();
        Catalog catalog = client(server, lake)) {
      append(catalog, 2);
      kill(server);
    }

    try (MoraineProcess server = start();
        Catalog catalog = client(server, lake)) {
      append(catalog, 3);

      assertThat(rows(catalog)).containsExactlyInAnyOrder(1, 2, 3);
    }
  }

  @Test
  void aSecondServerOnTheSameDataDirectoryIsRefusedInOneSentence() {
    try (MoraineProcess first = start()) {
      assertThatThrownBy(this::start)
          .hasMessage(
              "Another process holds the data directory "
                  + first.dataDirectory()
                  + "; stop it, or give another one with --data");
    }
  }

  @Test
  void aTakenPortIsRefusedInOneSentence() {
    try (MoraineProcess first = start()) {
      String port = Integer.toString(first.serverUri().getPort());

      assertThatThrownBy(() -> start(folder.resolve("other"), port))
          .hasMessage(
              "Port "
                  + port
                  + " of 127.0.0.1 is taken; stop what uses it, or give another one with --port");
    }
  }

  @Test
  void noSecretIsInLogsOutputOrProcessArguments() throws IOException {
    try (MoraineProcess server = start()) {
      server.createCatalog("lake");
      String arguments =
          Files.readString(Path.of("/proc", Long.toString(server.handle().pid()), "cmdline"));
      String log = Files.readString(server.dataDirectory().resolve("logs/server.log"));
      String output = Files.readString(folder.resolve("data.out"));

      for (String secret : List.of("dlf.access-key-secret", "token")) {
        assertThat(arguments + log + output).doesNotContain(server.credential(secret));
      }
    }
  }

  private MoraineProcess start() {
    return start(folder.resolve("data"), "0");
  }

  private static MoraineProcess start(Path data, String port) {
    return MoraineProcess.start(
        Path.of(System.getProperty("moraine.distribution")),
        data,
        Duration.ofSeconds(60),
        List.of("--port", port, "--engines", "none"),
        line -> {});
  }

  private static void kill(MoraineProcess server) throws Exception {
    server.handle().destroyForcibly();
    server.handle().onExit().get(10, TimeUnit.SECONDS);
  }

  private static Catalog client(MoraineProcess server, JsonNode lake) {
    Options options = new Options();
    options.set("metastore", "rest");
    options.set("uri", server.serverUri().toString());
    options.set("warehouse", lake.path("name").asText());
    options.set("token.provider", "bear");
    options.set("token", server.credential("token"));
    return CatalogFactory.createCatalog(CatalogContext.create(options));
  }

  private static void append(Catalog catalog, int number) throws Exception {
    BatchWriteBuilder builder = catalog.getTable(TABLE).newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(number));
      commit.commit(write.prepareCommit());
    }
  }

  private static List<Integer> rows(Catalog catalog) throws Exception {
    Table table = catalog.getTable(TABLE);
    ReadBuilder builder = table.newReadBuilder();
    List<Integer> rows = new ArrayList<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(builder.newScan().plan().splits())) {
      reader.forEachRemaining(row -> rows.add(row.getInt(0)));
    }
    return rows;
  }
}
