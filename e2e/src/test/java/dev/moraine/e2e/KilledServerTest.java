package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed again and again while writers commit: what was acknowledged is there once,
 * what was not is there once at most.
 */
class KilledServerTest {
  private static final int WRITERS = 4;
  private static final int KILLS = 8;
  private static final Identifier TABLE = Identifier.create("default", "survivors");

  @TempDir private Path folder;

  @Test
  void everyAcknowledgedCommitIsThereOnce() throws Exception {
    String port = Integer.toString(freePort());
    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    Set<Long> unknown = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong next = new AtomicLong();
    MoraineProcess server = start(port);
    server.createCatalog("lake");
    try (Catalog catalog = client(server)) {
      catalog.createTable(
          TABLE,
          Schema.newBuilder().column("n", DataTypes.BIGINT()).option("write-only", "true").build(),
          false);
      FileStoreTable table = (FileStoreTable) catalog.getTable(TABLE);
      ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        ends.add(
            writers.submit(
                () -> {
                  while (!done.get()) {
                    long number = next.getAndIncrement();
                    try {
                      append(table, number);
                      acknowledged.add(number);
                    } catch (Exception notTold) {
                      unknown.add(number);
                      // While the server is away, asking faster gains nothing.
                      MoraineProcess.sleep(Duration.ofMillis(200));
                    }
                  }
                }));
      }
      Random moments = new Random(7);
      for (int kill = 0; kill < KILLS; kill++) {
        int before = acknowledged.size();
        while (acknowledged.size() < before + 5) {
          MoraineProcess.sleep(Duration.ofMillis(20));
        }
        MoraineProcess.sleep(Duration.ofMillis(moments.nextInt(300)));
        server.handle().destroyForcibly();
        server.handle().onExit().get(10, TimeUnit.SECONDS);
        server = start(port);
      }
      done.set(true);
      for (Future<?> end : ends) {
        end.get();
      }
      writers.shutdown();

      Map<Long, Integer> rows = rows(table);
      long head = table.snapshotManager().latestSnapshot().id();
      System.out.printf(
          "%d kills: %d commits acknowledged, %d not told, head %d%n",
          KILLS, acknowledged.size(), unknown.size(), head);
      assertThat(rows.values()).allMatch(count -> count == 1);
      assertThat(rows.keySet()).containsAll(acknowledged);
      assertThat(rows.keySet()).allMatch(n -> acknowledged.contains(n) || unknown.contains(n));
      assertThat(head).isEqualTo(rows.size());
      for (long id = 1; id <= head; id++) {
        assertThat(table.snapshotManager().snapshot(id).totalRecordCount()).isEqualTo(id);
      }
    } finally {
      server.close();
    }
  }

  private MoraineProcess start(String port) {
    return MoraineProcess.start(
        Path.of(System.getProperty("moraine.distribution")),
        folder.resolve("data"),
        Duration.ofSeconds(60),
        List.of("--port", port, "--engines", "none"),
        line -> {});
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
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

  private static void append(FileStoreTable table, long number) throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(number));
      commit.commit(write.prepareCommit());
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
