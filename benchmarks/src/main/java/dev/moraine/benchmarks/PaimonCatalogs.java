package dev.moraine.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.paimon.append.AppendCompactCoordinator;
import org.apache.paimon.append.AppendCompactTask;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.operation.BaseAppendFileStoreWrite;
import org.apache.paimon.options.Options;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.AppendOnlyFileStoreTable;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.TableCommitImpl;
import org.apache.paimon.table.source.EndOfScanException;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DataTypes;

/** Paimon's own clients: of our server, and of a folder that no server stands before. */
final class PaimonCatalogs {
  static final String DATABASE = "bench";

  static final int ROWS = 10;

  private PaimonCatalogs() {}

  static Catalog ofServer(BenchedServer server) {
    return open(options(server));
  }

  /** What a client of the server is told, keys among it. */
  static Map<String, String> options(BenchedServer server) {
    return Map.of(
        "metastore", "rest",
        "uri", server.uri().toString(),
        "warehouse", server.catalogId(),
        "token.provider", "dlf",
        "dlf.region", CatalogBenchmark.REGION,
        "dlf.access-key-id", server.credential("dlf.access-key-id"),
        "dlf.access-key-secret", server.credential("dlf.access-key-secret"));
  }

  static Catalog ofFolder(BenchedServer server) {
    return open(
        Map.of(
            "metastore",
            "filesystem",
            "warehouse",
            server.neighbour("warehouse-without-server").toUri().toString()));
  }

  // Without Paimon's cache in the client: the point is what a look at the table costs.
  static Catalog open(Map<String, String> options) {
    Options all = Options.fromMap(options);
    all.set("cache-enabled", "false");
    return CatalogFactory.createCatalog(CatalogContext.create(all));
  }

  static Table createTable(Catalog catalog, String name) throws Exception {
    Identifier identifier = Identifier.create(DATABASE, name);
    createTable(catalog, identifier);
    return catalog.getTable(identifier);
  }

  /** The second tutorial's table. */
  static void createTable(Catalog catalog, Identifier identifier) throws Exception {
    catalog.createTable(
        identifier,
        Schema.newBuilder()
            .column("id", DataTypes.STRING())
            .column("data", DataTypes.STRING())
            .column("category", DataTypes.INT())
            .column("ts", DataTypes.STRING())
            .column("dt", DataTypes.STRING())
            .column("hh", DataTypes.STRING())
            .partitionKeys("dt", "hh")
            .option("write-only", "true")
            .build(),
        false);
  }

  /** Looks at the tables in turn, beginning at the first one. */
  static Load.Client reader(Catalog catalog, String database, List<String> tables) {
    List<Identifier> identifiers = new ArrayList<>();
    tables.forEach(table -> identifiers.add(Identifier.create(database, table)));
    return new Load.Client() {
      private int next;

      @Override
      public void operate() throws Exception {
        Identifier identifier = identifiers.get(next++ % identifiers.size());
        if (!catalog.getTable(identifier).name().equals(identifier.getTableName())) {
          throw new IllegalStateException("Another table than " + identifier + " was answered");
        }
      }
    };
  }

  /** Writes ten rows into one partition and commits them, over and over. */
  static Load.Client writer(Table table) {
    return () -> {
      BatchWriteBuilder builder = table.newBatchWriteBuilder();
      try (BatchTableWrite write = builder.newWrite();
          BatchTableCommit commit = builder.newCommit()) {
        for (int row = 0; row < ROWS; row++) {
          write.write(
              GenericRow.of(
                  BinaryString.fromString("0123456789".repeat(10)),
                  BinaryString.fromString("abcdefghij".repeat(10)),
                  row,
                  BinaryString.fromString("2026-01-01 10:00:00.000"),
                  BinaryString.fromString("2026-01-01"),
                  BinaryString.fromString("10")));
        }
        commit.commit(write.prepareCommit());
      }
    };
  }

  /**
   * Has writers commit, each to its own of some new tables, and counts the rows at the end. The
   * tables are new because a commit is the slower, the more there is to read before it.
   */
  static Load.Measurement commitToNewTables(
      Catalog catalog, String database, int tables, int writers, Duration duration)
      throws Exception {
    catalog.createDatabase(database, false);
    List<Table> made = new ArrayList<>();
    List<List<Load.Client>> parts = Load.parts(writers);
    for (int i = 0; i < tables; i++) {
      Identifier identifier = Identifier.create(database, "t" + i);
      createTable(catalog, identifier);
      Table table = catalog.getTable(identifier);
      made.add(table);
      parts.get(i % writers).add(writer(table));
    }
    Load.Measurement measured = Load.run(parts.stream().map(Load::inTurn).toList(), duration);
    long rows = 0;
    for (Table table : made) {
      for (Split split : table.newReadBuilder().newScan().plan().splits()) {
        rows += split.rowCount();
      }
    }
    long expected = (long) measured.latencies().length * ROWS;
    if (rows != expected) {
      throw new IllegalStateException(
          database + " has " + rows + " rows where " + expected + " were committed");
    }
    return measured;
  }

  /** Merges the small files that it finds into larger ones and commits that, over and over. */
  static Load.Client compactor(FileStoreTable table) {
    FileStoreTable compacted =
        table.copy(Map.of("write-only", "false", "compaction.min.file-num", "2"));
    return () -> {
      String user = UUID.randomUUID().toString();
      BaseAppendFileStoreWrite rewrite =
          ((AppendOnlyFileStoreTable) compacted).store().newWrite(user);
      List<CommitMessage> messages = new ArrayList<>();
      for (AppendCompactTask task : tasks(compacted)) {
        messages.add(task.doCompact(compacted, rewrite));
      }
      rewrite.close();
      if (messages.isEmpty()) {
        Thread.sleep(10);
        return;
      }
      try (TableCommitImpl commit = compacted.newCommit(user)) {
        commit.commit(messages);
      }
    };
  }

  private static List<AppendCompactTask> tasks(FileStoreTable table) throws Exception {
    List<AppendCompactTask> tasks = new ArrayList<>();
    AppendCompactCoordinator coordinator = new AppendCompactCoordinator(table, false);
    try {
      while (true) {
        tasks.addAll(coordinator.run());
      }
    } catch (EndOfScanException e) {
      return tasks;
    }
  }
}
