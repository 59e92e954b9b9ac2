package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.Snapshot;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final String COLUMNS = "(id STRING, data STRING, category INT, dt STRING)";

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS comp CASCADE");
    sql("CREATE DATABASE comp");
  }

  private static void create(String name, String properties) {
    sql(
        "CREATE TABLE comp."
            + name
            + COLUMNS
            + " PARTITIONED BY (dt) TBLPROPERTIES ("
            + properties
            + ")");
  }

  private static void insert(String table, int from, int to, String dt) {
    sql(
        "INSERT INTO comp."
            + table
            + " SELECT CONCAT('id-', id), REPEAT('x', 50), CAST(id % 10 AS INT) + 1, '"
            + dt
            + "' FROM range("
            + from
            + ", "
            + to
            + ")");
  }

  private static void compact(String table, String rest) {
    assertThat(rows("CALL paimon.sys.compact(table => 'comp." + table + "'" + rest + ")"))
        .containsExactly("[true]");
  }

  @Test
  void noRowIsLostBesideAWriterIntoThePartitionBeingSorted() throws Exception {
    create(
        "live",
        "'write-only'='true', 'snapshot.num-retained.min'='100000', 'snapshot.num-retained.max'='1000000'");
    insert("live", 0, 20000, "2024-06-24");
    FileStoreTable table = LocalSpark.table("comp", "live");
    int raced = 0;
    long start;
    try (LiveWriter writer = new LiveWriter(table, 20).start()) {
      start = System.nanoTime();
      while (raced < 10) {
        long base = table.snapshotManager().latestSnapshot().id();
        compact(
            "live",
            ", partitions => 'dt=\"2024-06-24\"', order_strategy => 'zorder', order_by => 'category'");
        long own = newestCompaction(table).id();
        assertThat(own).isGreaterThan(base);
        // Foreign commits lie between what was read (base or later) and the compaction's own.
        raced += ownBaseIsOlder(table, own) ? 1 : 0;
      }
      System.out.printf(
          "safety: 10 raced compactions in %d ms, %d rows live%n",
          (System.nanoTime() - start) / 1_000_000, writer.written());
      writer.close();
      assertThat(count("SELECT count(*) FROM comp.live")).isEqualTo(20000 + writer.written());
      assertThat(count("SELECT count(DISTINCT id) FROM comp.live"))
          .isEqualTo(20000 + writer.written());
    }
    assertThat(rows("SELECT DISTINCT commit_kind FROM comp.live$snapshots"))
        .containsExactly("[APPEND]", "[COMPACT]");
  }

  private static Snapshot newestCompaction(FileStoreTable table) throws Exception {
    long id = table.snapshotManager().latestSnapshot().id();
    while (table.snapshotManager().snapshot(id).commitKind() != Snapshot.CommitKind.COMPACT) {
      id--;
    }
    return table.snapshotManager().snapshot(id);
  }

  /** True if the compaction left files of its partition alone that it had not read. */
  private static boolean ownBaseIsOlder(FileStoreTable table, long own) {
    return table.newSnapshotReader().withSnapshot(own).read().dataSplits().stream()
            .flatMap(split -> split.dataFiles().stream())
            .filter(
                file ->
                    file.fileSource().orElseThrow() == org.apache.paimon.manifest.FileSource.APPEND)
            .count()
        > 0;
  }

  @Test
  void sortingNarrowsTheRangesOfFiles() {
    for (String strategy : new String[] {"order", "zorder", "hilbert"}) {
      create(strategy + "_t", "'target-file-size'='60 kb'");
      for (int i = 0; i < 4; i++) {
        insert(strategy + "_t", i * 10000, (i + 1) * 10000, "a");
      }
      insert(strategy + "_t", 0, 100, "b");
      double before = overlap(strategy + "_t");

      compact(
          strategy + "_t",
          ", partitions => 'dt=a', order_strategy => '"
              + strategy
              + "', order_by => '"
              + (strategy.equals("hilbert") ? "category, data'" : "category'"));

      assertThat(before).isGreaterThan(0.9);
      assertThat(overlap(strategy + "_t")).isLessThan(0.4);
      assertThat(count("SELECT count(DISTINCT id) FROM comp." + strategy + "_t WHERE dt = 'a'"))
          .isEqualTo(40000);
      assertThat(count("SELECT count(*) FROM comp." + strategy + "_t")).isEqualTo(40100);
      assertThat(
              rows("SELECT file_source FROM comp." + strategy + "_t$files WHERE partition = '[b]'"))
          .containsExactly("[APPEND]");
    }
  }

  /** The share of pairs of files whose ranges of category overlap. */
  private static double overlap(String table) {
    List<int[]> ranges = new ArrayList<>();
    for (Row row :
        sql(
            "SELECT min_value_stats, max_value_stats FROM comp."
                + table
                + "$files WHERE partition = '[a]'")) {
      ranges.add(new int[] {category(row.getString(0)), category(row.getString(1))});
    }
    assertThat(ranges).hasSizeGreaterThan(2);
    int overlapping = 0;
    int pairs = 0;
    for (int i = 0; i < ranges.size(); i++) {
      for (int j = i + 1; j < ranges.size(); j++) {
        pairs++;
        int[] a = ranges.get(i);
        int[] b = ranges.get(j);
        overlapping += a[0] <= b[1] && b[0] <= a[1] ? 1 : 0;
      }
    }
    return (double) overlapping / pairs;
  }

  private static int category(String stats) {
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("category=(\\d+)").matcher(stats);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void smallFilesAreMergedWithoutSorting() {
    create("small", "'write-only'='true'");
    for (int i = 0; i < 3; i++) {
      insert("small", i * 10, (i + 1) * 10, "a");
      insert("small", i * 10, (i + 1) * 10, "b");
    }

    compact("small", "");

    assertThat(count("SELECT count(*) FROM comp.small$files")).isEqualTo(2);
    assertThat(count("SELECT count(*) FROM comp.small")).isEqualTo(60);
  }

  @Test
  void nothingToDoMakesNoCommit() {
    create("idle", "'write-only'='true'");
    compact("idle", "");
    insert("idle", 0, 10, "a");
    compact("idle", "");
    compact(
        "idle", ", partitions => 'dt=nope', order_strategy => 'zorder', order_by => 'category'");
    compact("idle", ", partition_idle_time => '1 d', order_strategy => 'order', order_by => 'id'");

    assertThat(count("SELECT count(*) FROM comp.idle$snapshots")).isEqualTo(1);
  }

  @Test
  void keyedTableIsCompactedByBucket() {
    sql(
        "CREATE TABLE comp.pk (k INT, v STRING) TBLPROPERTIES ('primary-key'='k', 'bucket'='2',"
            + " 'write-only'='true')");
    for (int i = 0; i < 3; i++) {
      sql("INSERT INTO comp.pk SELECT CAST(id AS INT), 'v" + i + "' FROM range(100)");
    }

    compact("pk", "");

    assertThat(count("SELECT count(*) FROM comp.pk$files")).isEqualTo(2);
    assertThat(rows("SELECT DISTINCT level FROM comp.pk$files")).containsExactly("[5]");
    assertThat(rows("SELECT count(*), min(v), max(v) FROM comp.pk"))
        .containsExactly("[100, v2, v2]");
    assertThatThrownBy(() -> compact("pk", ", order_strategy => 'zorder', order_by => 'v'"))
        .hasMessageContaining("has a primary key");
  }

  @Test
  void mistakesAreNamedInOneSentence() {
    create("t", "'bucket'='-1'");
    insert("t", 0, 10, "a");

    refused(", order_strategy => 'spiral', order_by => 'id'", "'spiral' is unknown");
    refused(", order_strategy => 'zorder'", "zorder needs order_by");
    refused(", order_by => 'id'", "order_by needs an order_strategy");
    refused(", order_strategy => 'order', order_by => 'nope'", "no column 'nope'");
    refused(", order_strategy => 'order', order_by => 'dt'", "is a partition column");
    refused(", partitions => 'hh=1'", "'hh' is no partition column");
    refused(", partitions => 'dt'", "is not of the form");
    refused(", where => 'category = 1'", "is no condition over the partition columns dt");
    refused(", where => 'dt = 1', partitions => 'dt=a'", "give partitions or where, not both");
    refused(", compact_strategy => 'huge'", "'huge' is unknown");
    assertThatThrownBy(() -> sql("CALL paimon.sys.compact(table => 'comp.none')"))
        .hasMessageContaining("there is no table comp.none");
    assertThatThrownBy(() -> sql("CALL paimon.sys.nothing()"))
        .hasRootCauseMessage(
            "There is no procedure sys.nothing; SHOW PROCEDURES lists those that there are");
  }

  private static void refused(String rest, String sentence) {
    assertThatThrownBy(() -> compact("t", rest)).hasMessageContaining(sentence);
  }

  @Test
  void aHundredThousandRowsAreSortedInSeconds() {
    create("large", "'write-only'='true'");
    for (int i = 0; i < 10; i++) {
      insert("large", i * 10000, (i + 1) * 10000, "a");
    }
    compact("large", ", order_strategy => 'zorder', order_by => 'category,id'");
    long start = System.nanoTime();

    compact("large", ", order_strategy => 'zorder', order_by => 'category,id'");

    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf("compaction of 100,000 rows, warm: %d ms%n", millis);
    assertThat(millis).isLessThan(20_000);
    assertThat(count("SELECT count(DISTINCT id) FROM comp.large")).isEqualTo(100_000);
  }

  @Test
  void deletedRowsStayDeletedWhenDeletionVectorsAreCompactedAway() throws Exception {
    for (String rest :
        new String[] {"", ", order_strategy => 'zorder', order_by => 'category, id'"}) {
      sql("DROP TABLE IF EXISTS comp.dv");
      create("dv", "'deletion-vectors.enabled'='true', 'write-only'='true'");
      insert("dv", 0, 100, "a");
      insert("dv", 100, 200, "a");
      insert("dv", 0, 50, "b");
      FileStoreTable table = LocalSpark.table("comp", "dv");
      deleteFirstRows(table, 7);
      assertThat(count("SELECT count(*) FROM comp.dv"))
          .isEqualTo(count("SELECT sum(record_count) FROM comp.dv$files") - 7L * fileCount(table));
      long left = count("SELECT count(*) FROM comp.dv");

      compact("dv", rest);

      assertThat(count("SELECT count(*) FROM comp.dv")).isEqualTo(left);
      assertThat(count("SELECT sum(record_count) FROM comp.dv$files")).isEqualTo(left);
      assertThat(rows("SELECT * FROM comp.dv$table_indexes")).isEmpty();
    }
  }

  private static int fileCount(FileStoreTable table) {
    return table.newSnapshotReader().read().dataSplits().stream()
        .mapToInt(split -> split.dataFiles().size())
        .sum();
  }

  private static void deleteFirstRows(FileStoreTable table, int rows) throws Exception {
    List<org.apache.paimon.table.sink.CommitMessage> messages = new ArrayList<>();
    for (var replaced :
        dev.moraine.spark.write.ReplacedFiles.of(table.newSnapshotReader().read().dataSplits())) {
      var vectors =
          org.apache.paimon.deletionvectors.append.BaseAppendDeleteFileMaintainer.forUnawareAppend(
              table.store().newIndexFileHandler(),
              table.snapshotManager().latestSnapshot(),
              replaced.partition());
      for (var file : replaced.files()) {
        var vector = new org.apache.paimon.deletionvectors.BitmapDeletionVector();
        for (int i = 0; i < rows; i++) {
          vector.delete(i);
        }
        vectors.notifyNewDeletionVector(file.fileName(), vector);
      }
      messages.add(
          new org.apache.paimon.table.sink.CommitMessageImpl(
              replaced.partition(),
              0,
              -1,
              org.apache.paimon.io.DataIncrement.indexIncrement(
                  vectors.persist().stream().map(entry -> entry.indexFile()).toList()),
              org.apache.paimon.io.CompactIncrement.emptyIncrement()));
    }
    try (var commit = table.newBatchWriteBuilder().newCommit()) {
      commit.commit(messages);
    }
  }

  @Test
  void compactionAndMergeOnTheSameFilesGiveBothEffectsOrAClearError() throws Exception {
    create("both", "'write-only'='true'");
    insert("both", 0, 5000, "a");
    insert("both", 5000, 10000, "a");
    Thread compactor =
        new Thread(
            () -> {
              for (int i = 0; i < 6; i++) {
                compact("both", ", order_strategy => 'order', order_by => 'category'");
              }
            });
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    compactor.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    compactor.start();
    int updates = 0;
    int refused = 0;
    while (compactor.isAlive()) {
      try {
        sql("UPDATE comp.both SET category = category + 100 WHERE id = 'id-7'");
        updates++;
      } catch (RuntimeException e) {
        assertThat(e).hasStackTraceContaining("another writer replaced files");
        refused++;
      }
    }
    compactor.join();
    sql("UPDATE comp.both SET category = category + 100 WHERE id = 'id-7'");
    updates++;

    System.out.printf(
        "compaction beside UPDATE: %d updates, %d refused, compactor %s%n",
        updates, refused, failures);
    assertThat(count("SELECT count(*) FROM comp.both")).isEqualTo(10000);
    assertThat(count("SELECT count(DISTINCT id) FROM comp.both")).isEqualTo(10000);
    assertThat(rows("SELECT category FROM comp.both WHERE id = 'id-7'"))
        .containsExactly("[" + (8 + 100 * updates) + "]");
    failures.forEach(
        failure -> assertThat(failure).hasStackTraceContaining("could not be committed"));
  }
}
