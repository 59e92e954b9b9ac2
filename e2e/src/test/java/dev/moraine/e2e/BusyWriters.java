package dev.moraine.e2e;

import dev.moraine.e2e.RecordedCommit.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntFunction;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;

/**
 * Eight writers that commit without pause: two to each of two tables of their own, four to one that
 * they share. Each commit adds one row with a number that no other has.
 */
final class BusyWriters implements AutoCloseable {
  private static final Identifier APPENDED = Identifier.create("default", "appended");
  private static final Identifier KEYED = Identifier.create("default", "keyed");
  private static final Identifier SHARED = Identifier.create("default", "shared");
  static final List<Identifier> TABLES = List.of(APPENDED, KEYED, SHARED);

  private static final List<Identifier> TABLE_OF_WRITER =
      List.of(APPENDED, APPENDED, KEYED, KEYED, SHARED, SHARED, SHARED, SHARED);
  // Of those who write by key, one compacts: two would undo each other's compactions.
  private static final int COMPACTING_WRITER = 2;
  private static final int PARTITIONS = 3;

  private final CommitLedger ledger;
  private final ExecutorService threads = Executors.newFixedThreadPool(TABLE_OF_WRITER.size());
  private final List<Future<Void>> ends = new ArrayList<>();
  private final ReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong next = new AtomicLong();

  /**
   * Starts them.
   *
   * @param options by the writer's number
   */
  BusyWriters(CommitLedger ledger, IntFunction<Options> options) {
    this.ledger = ledger;
    for (int i = 0; i < TABLE_OF_WRITER.size(); i++) {
      ends.add(threads.submit(new Writer(i, options.apply(i))));
    }
  }

  static void createTables(Catalog catalog) throws Exception {
    catalog.createTable(APPENDED, schema().build(), false);
    catalog.createTable(SHARED, schema().build(), false);
    catalog.createTable(
        KEYED,
        schema()
            .primaryKey("n", "p")
            .option("bucket", "1")
            .option("merge-engine", "aggregation")
            .option("fields.times.aggregate-function", "sum")
            .option("num-sorted-run.compaction-trigger", "3")
            .build(),
        false);
  }

  private static Schema.Builder schema() {
    return Schema.newBuilder()
        .column("n", DataTypes.BIGINT().notNull())
        .column("p", DataTypes.INT().notNull())
        .column("times", DataTypes.BIGINT())
        .partitionKeys("p")
        .option("file.format", "avro")
        .option("metastore.partitioned-table", "true");
  }

  private final class Writer implements Callable<Void> {
    private final int id;
    private final Options options;

    private Writer(int id, Options options) {
      this.id = id;
      this.options = options;
    }

    @Override
    public Void call() throws Exception {
      try (RecordingCatalog catalog = persistently(() -> new RecordingCatalog(options))) {
        FileStoreTable table =
            ((FileStoreTable) persistently(() -> catalog.getTable(TABLE_OF_WRITER.get(id))))
                .copy(Map.of("write-only", Boolean.toString(id != COMPACTING_WRITER)));
        while (!done.get()) {
          gate.readLock().lock();
          RecordedCommit commit = ledger.begin(TABLE_OF_WRITER.get(id), next.getAndIncrement());
          try {
            catalog.record(commit);
            append(table, commit.number());
            commit.returned();
          } catch (Exception e) {
            commit.failed(e);
          } finally {
            gate.readLock().unlock();
          }
          if (commit.told() != Told.ACKNOWLEDGED) {
            // While a server is away, asking faster gains nothing.
            MoraineProcess.sleep(Duration.ofMillis(200));
          }
        }
      }
      return null;
    }

    private <T> T persistently(Callable<T> work) throws Exception {
      while (true) {
        try {
          return work.call();
        } catch (Exception e) {
          if (done.get()) {
            throw e;
          }
          MoraineProcess.sleep(Duration.ofMillis(200));
        }
      }
    }
  }

  private static void append(FileStoreTable table, long number) throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(number, (int) (number % PARTITIONS), 1L));
      commit.commit(write.prepareCommit());
    }
  }

  /** Something to do while nobody commits. */
  interface Work {
    void run() throws Exception;
  }

  /** Waits until each writer has its answer, and lets them go on afterwards. */
  void whilePaused(Work work) throws Exception {
    gate.writeLock().lock();
    try {
      work.run();
    } finally {
      gate.writeLock().unlock();
    }
  }

  /** Ends the writers, with what one of them stumbled over. */
  void finish() throws Exception {
    done.set(true);
    for (Future<Void> end : ends) {
      end.get();
    }
  }

  @Override
  public void close() {
    done.set(true);
    threads.shutdown();
  }
}
