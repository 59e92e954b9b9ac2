package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight writers commit to one table without pause, each with Paimon's default of ten tries. */
class ContendedCommitsTest {
  private static final int WRITERS = 8;
  private static final Duration FOR = Duration.ofSeconds(15);
  private static final Identifier TABLE = Identifier.create("default", "contended");

  @TempDir private Path folder;

  @Test
  void nobodyRunsOutOfTriesAndEveryCommitCounts() throws Exception {
    AtomicLong committed = new AtomicLong();
    try (MoraineProcess server =
            MoraineProcess.start(
                Path.of(System.getProperty("moraine.distribution")),
                folder.resolve("data"),
                Duration.ofSeconds(60),
                List.of("--port", "0", "--engines", "none"),
                line -> {});
        Catalog catalog = client(server)) {
      catalog.createTable(
          TABLE,
          Schema.newBuilder().column("n", DataTypes.BIGINT()).option("write-only", "true").build(),
          false);
      FileStoreTable table = (FileStoreTable) catalog.getTable(TABLE);
      long end = System.nanoTime() + FOR.toNanos();
      Callable<Void> writer =
          () -> {
            while (System.nanoTime() < end) {
              append(table, committed.get());
              committed.incrementAndGet();
            }
            return null;
          };

      ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
      List<Future<Void>> ends = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        ends.add(writers.submit(writer));
      }
      // A commit that ran out of tries would throw here.
      for (Future<Void> each : ends) {
        each.get();
      }
      writers.shutdown();

      System.out.println(committed + " commits by " + WRITERS + " writers in " + FOR);
      Snapshot head = table.snapshotManager().latestSnapshot();
      assertThat(committed.get()).isGreaterThan(WRITERS);
      assertThat(head.id()).isEqualTo(committed.get());
      assertThat(head.totalRecordCount()).isEqualTo(committed.get());
    }
  }

  private static void append(FileStoreTable table, long number) throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(number));
      commit.commit(write.prepareCommit());
    }
  }

  private static Catalog client(MoraineProcess server) {
    server.createCatalog("lake");
    Options options = new Options();
    options.set("metastore", "rest");
    options.set("uri", server.serverUri().toString());
    options.set("warehouse", "lake");
    options.set("token.provider", "bear");
    options.set("token", server.credential("token"));
    return CatalogFactory.createCatalog(CatalogContext.create(options));
  }
}
