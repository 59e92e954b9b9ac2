package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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

/** A backup is taken while Paimon's own clients commit, restored, and caught up by the doctor. */
class BackupTest {
  private static final int TABLES = 3;

  @TempDir private Path folder;

  @Test
  void aBackupBesideWritersIsWholeAndTheDoctorCatchesItUp() throws Exception {
    Path backup = folder.resolve("backup.zip");
    Path data = folder.resolve("data");
    Path restored = folder.resolve("restored");
    Set<Long> committed = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong next = new AtomicLong();
    try (MoraineProcess server = start(data)) {
      server.createCatalog("lake");
      try (Catalog catalog = client(server)) {
        ExecutorService writers = Executors.newFixedThreadPool(TABLES);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
          catalog.createTable(
              table(i), Schema.newBuilder().column("n", DataTypes.BIGINT()).build(), false);
          Table table = catalog.getTable(table(i));
          ends.add(
              writers.submit(
                  () -> {
                    while (!done.get()) {
                      long number = next.getAndIncrement();
                      append(table, number);
                      committed.add(number);
                    }
                    return null;
                  }));
        }
        awaitMore(committed, 15);
        OperatorCommands.succeed(
            "backup", backup.toString(), "--data", data.toString(), "--with-keys");
        // Beside commits, files are ahead of their rows all the time: that is no difference.
        assertThat(OperatorCommands.succeed("doctor", "--data", data.toString(), "--deep"))
            .contains("No differences, tables: " + TABLES);
        awaitMore(committed, 15);
        done.set(true);
        for (Future<?> end : ends) {
          end.get();
        }
        writers.shutdown();
      }
    }

    OperatorCommands.succeed("restore", backup.toString(), "--data", restored.toString());
    String[] doctor = {
      "doctor", "--data", restored.toString(), "--warehouse", data.resolve("warehouse").toString()
    };
    OperatorCommands.Outcome behind = OperatorCommands.run(doctor);
    assertThat(behind.status()).isEqualTo(1);
    // Every head names a snapshot that is there; what was committed afterwards is ahead.
    assertThat(behind.output())
        .contains("snapshot-files-ahead")
        .doesNotContain("missing")
        .doesNotContain("differs");

    String repaired =
        OperatorCommands.succeed(
            "doctor",
            "--data",
            restored.toString(),
            "--warehouse",
            data.resolve("warehouse").toString(),
            "--deep",
            "--repair-from",
            "warehouse");
    assertThat(repaired).contains("head moved").contains("No differences, tables: " + TABLES);
    try (MoraineProcess server = start(restored);
        Catalog catalog = client(server)) {
      Set<Long> found = new TreeSet<>();
      for (int i = 0; i < TABLES; i++) {
        found.addAll(rows(catalog.getTable(table(i))));
      }
      assertThat(found).isEqualTo(committed);
      append(catalog.getTable(table(0)), -1);
      assertThat(rows(catalog.getTable(table(0)))).contains(-1L);
    }
  }

  private static void awaitMore(Set<Long> committed, int count) {
    int target = committed.size() + count;
    while (committed.size() < target) {
      MoraineProcess.sleep(Duration.ofMillis(20));
    }
  }

  private static Identifier table(int number) {
    return Identifier.create("default", "t" + number);
  }

  private static MoraineProcess start(Path data) {
    return MoraineProcess.start(
        Path.of(System.getProperty("moraine.distribution")),
        data,
        Duration.ofSeconds(60),
        List.of("--port", "0", "--engines", "none"),
        line -> {});
  }

  private static Catalog client(MoraineProcess server) {
    Options options = new Options();
    options.set("metastore", "rest");
    options.set("uri", server.serverUri().toString());
    options.set("warehouse", "lake");
    options.set("token.provider", "bear");
    options.set("token", server.credential("token"));
    return CatalogFactory.createCatalog(CatalogContext.create(options));
  }

  private static void append(Table table, long number) throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(number));
      commit.commit(write.prepareCommit());
    }
  }

  private static Set<Long> rows(Table table) throws Exception {
    ReadBuilder builder = table.newReadBuilder();
    Set<Long> rows = new TreeSet<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(builder.newScan().plan().splits())) {
      reader.forEachRemaining(row -> rows.add(row.getLong(0)));
    }
    return rows;
  }
}
