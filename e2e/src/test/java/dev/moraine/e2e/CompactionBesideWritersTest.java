package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.engines.spark.SparkConnect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.ScanMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Flink and a second Spark session write into the very partition that is being z-ordered, and no
 * row is lost or doubled.
 */
class CompactionBesideWritersTest {
  private static final int ROWS_AN_INSERT = 500;
  // Enough for minutes; the generator holds all that are to come in memory.
  private static final long LAST_FLINK_ID = 1_000_000L;
  // Flink's ids count from 0; Spark's from here.
  private static final long FIRST_SPARK_ID = 1_000_000_000L;
  private static final int CATEGORY = 1;
  private static final String TABLE = "paimon.busy.events";

  /** What a compaction did, read from the table's manifests. */
  private record Compaction(long snapshot, int replacedFiles, boolean foreignCommitInBetween) {}

  @Test
  void everyCommittedRowIsThereOnceAfterCompactionsOfABusyPartition() throws Exception {
    compactBesideWriters("busy_lake", 10);
  }

  @Test
  @Tag("long")
  void everyCommittedRowIsThereOnceAfterFiftyCompactions() throws Exception {
    compactBesideWriters("busier_lake", 50);
  }

  /** Until as many compactions have replaced files while others committed. */
  private static void compactBesideWriters(String catalogName, int wanted) throws Exception {
    MoraineProcess moraine = SharedSystem.get();
    JsonNode lake = moraine.createCatalog(catalogName);
    try (Stage stage = new Stage(moraine, SharedSystem.narrator());
        Catalog catalog = paimonClient(moraine, lake)) {
      Map<String, String> options = sparkOptions(lake);
      SparkConnect.Session compactor = stage.openSpark(options);
      stage.sparkSql(compactor, "CREATE DATABASE paimon.busy");
      // Small target files, so that sorting makes several of them even of a test's data.
      stage.sparkSql(
          compactor,
          "CREATE TABLE "
              + TABLE
              + " (id BIGINT, category INT, filler STRING, dt STRING) PARTITIONED BY (dt)"
              + " TBLPROPERTIES ('write-only'='true', 'target-file-size'='256 kb')");
      String job = startFlink(stage, moraine, lake);
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Long> sparkRows =
          CompletableFuture.supplyAsync(() -> insertUntil(stage, options, done));
      FileStoreTable table = (FileStoreTable) catalog.getTable(Identifier.create("busy", "events"));
      stage.await(
          () -> "waiting for files to compact",
          Duration.ofSeconds(60),
          () -> liveFiles(table, latest(table)).size() >= 4);
      double overlapBefore = overlap(liveFiles(table, latest(table)));

      List<Compaction> compactions = new ArrayList<>();
      for (int attempt = 0; attempt < 4 * wanted && counted(compactions) < wanted; attempt++) {
        stage.sparkSilently(
            compactor,
            "CALL paimon.sys.compact(table => 'busy.events', partitions => 'dt=\"p\"',"
                + " order_strategy => 'zorder', order_by => 'category')");
        compactions.add(newestCompaction(table));
      }
      done.set(true);
      long insertedBySpark = sparkRows.get();
      stage
          .flink()
          .stopWithSavepoint(
              job,
              URI.create("file:" + moraine.dataDirectory() + "/savepoints"),
              Duration.ofSeconds(60));

      System.out.println("Compactions: " + compactions);
      assertThat(compactions.stream().map(Compaction::snapshot)).doesNotHaveDuplicates();
      assertThat(counted(compactions)).isGreaterThanOrEqualTo(wanted);
      double overlapAfter = overlap(writtenBy(table, compactions.get(compactions.size() - 1)));
      System.out.printf("Overlap of files: %.2f before, %.2f after%n", overlapBefore, overlapAfter);
      assertThat(overlapAfter).isLessThan(overlapBefore);
      String rows = "SELECT COUNT(*) FROM " + TABLE;
      long all = stage.sparkCount(compactor, rows);
      long fromFlink = stage.sparkCount(compactor, rows + " WHERE id < " + FIRST_SPARK_ID);
      System.out.println(
          all + " rows: " + fromFlink + " by Flink, " + insertedBySpark + " by Spark");
      assertThat(all).isEqualTo(appended(table));
      assertThat(all - fromFlink).isEqualTo(insertedBySpark);
      assertThat(stage.sparkCount(compactor, "SELECT COUNT(DISTINCT id) FROM " + TABLE))
          .isEqualTo(all);
      // One source in sequence: without a gap, its ids are 0 to the count less one.
      assertThat(
              stage.sparkCount(
                  compactor, "SELECT MAX(id) FROM " + TABLE + " WHERE id < " + FIRST_SPARK_ID))
          .isEqualTo(fromFlink - 1);
      assertThat(stage.flink().restarts(job)).isZero();
    }
  }

  private static long counted(List<Compaction> compactions) {
    return compactions.stream()
        .filter(each -> each.replacedFiles() >= 2 && each.foreignCommitInBetween())
        .count();
  }

  private static String startFlink(Stage stage, MoraineProcess moraine, JsonNode lake) {
    stage.narrator().keepSecret(moraine.credential("dlf.access-key-secret"));
    stage.flinkSql(
        """
        CREATE CATALOG busy WITH (
          'type' = 'paimon', 'metastore' = 'dlf', 'dlf.catalog.id' = '%s',
          'dlf.catalog.accessKeyId' = '%s', 'dlf.catalog.accessKeySecret' = '%s',
          'dlf.catalog.endpoint' = '%s')
        """
            .formatted(
                lake.path("id").asText(),
                moraine.credential("dlf.access-key-id"),
                moraine.credential("dlf.access-key-secret"),
                URI.create(moraine.endpoint("server.regional-uri")).getAuthority()));
    stage.flinkSql(
        """
        CREATE TEMPORARY TABLE sequence_source (id BIGINT, category INT, filler STRING) WITH (
          'connector' = 'datagen', 'rows-per-second' = '2000',
          'fields.id.kind' = 'sequence', 'fields.id.start' = '0', 'fields.id.end' = '%d',
          'fields.category.min' = '1', 'fields.category.max' = '1000',
          'fields.filler.length' = '40')
        """
            .formatted(LAST_FLINK_ID));
    stage.flinkSql("SET 'execution.checkpointing.interval' = '1s'");
    stage.flinkSql("SET 'parallelism.default' = '1'");
    return stage
        .flinkSql(
            "INSERT INTO busy.busy.events SELECT id, category, filler, 'p' FROM sequence_source")
        .jobId()
        .orElseThrow();
  }

  private static long insertUntil(Stage stage, Map<String, String> options, AtomicBoolean done) {
    SparkConnect.Session writer = stage.openSpark(options);
    long inserted = 0;
    while (!done.get()) {
      long first = FIRST_SPARK_ID + inserted;
      stage.sparkSilently(
          writer,
          "INSERT INTO "
              + TABLE
              + " SELECT id, CAST(id * 7919 % 1000 AS INT), 'spark', 'p' FROM range("
              + first
              + ", "
              + (first + ROWS_AN_INSERT)
              + ", 1, 1)");
      inserted += ROWS_AN_INSERT;
    }
    return inserted;
  }

  private static Map<String, String> sparkOptions(JsonNode lake) {
    Map<String, String> options = new HashMap<>();
    options.put("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog");
    options.put("spark.sql.catalog.paimon.metastore", "dlf");
    options.put("spark.sql.catalog.paimon.warehouse", lake.path("location").asText());
    options.put("spark.sql.catalog.paimon.dlf.catalog.id", lake.path("id").asText());
    return options;
  }

  private static Catalog paimonClient(MoraineProcess moraine, JsonNode lake) {
    Options options = new Options();
    options.set("metastore", "rest");
    options.set("uri", moraine.serverUri().toString());
    options.set("warehouse", lake.path("id").asText());
    options.set("token.provider", "bear");
    options.set("token", moraine.credential("token"));
    options.set("cache-enabled", "false");
    return CatalogFactory.createCatalog(CatalogContext.create(options));
  }

  private static Snapshot latest(FileStoreTable table) {
    return table.snapshotManager().latestSnapshot();
  }

  private static List<DataFileMeta> liveFiles(FileStoreTable table, Snapshot snapshot) {
    return snapshot == null
        ? List.of()
        : table.store().newScan().withSnapshot(snapshot).plan().files().stream()
            .map(ManifestEntry::file)
            .toList();
  }

  private static List<ManifestEntry> changes(FileStoreTable table, Snapshot snapshot) {
    return table.store().newScan().withKind(ScanMode.DELTA).withSnapshot(snapshot).plan().files();
  }

  private static Compaction newestCompaction(FileStoreTable table) {
    Snapshot compaction =
        table
            .snapshotManager()
            .traversalSnapshotsFromLatestSafely(
                snapshot -> snapshot.commitKind() == Snapshot.CommitKind.COMPACT);
    int replaced = 0;
    Set<String> written = new HashSet<>();
    for (ManifestEntry change : changes(table, compaction)) {
      if (change.kind() == FileKind.DELETE) {
        replaced++;
      } else {
        written.add(change.file().fileName());
      }
    }
    // What stands beside its own files at its snapshot, it had not read: it came in between.
    boolean foreign =
        liveFiles(table, compaction).stream().anyMatch(file -> !written.contains(file.fileName()));
    return new Compaction(compaction.id(), replaced, foreign);
  }

  private static List<DataFileMeta> writtenBy(FileStoreTable table, Compaction compaction) {
    return changes(table, table.snapshotManager().snapshot(compaction.snapshot())).stream()
        .filter(change -> change.kind() == FileKind.ADD)
        .map(ManifestEntry::file)
        .toList();
  }

  private static long appended(FileStoreTable table) throws Exception {
    long rows = 0;
    for (Snapshot snapshot : table.snapshotManager().safelyGetAllSnapshots()) {
      if (snapshot.commitKind() == Snapshot.CommitKind.APPEND) {
        rows += snapshot.deltaRecordCount();
      }
    }
    return rows;
  }

  /** The share of pairs of files whose ranges of the sort column overlap. */
  private static double overlap(List<DataFileMeta> files) {
    long pairs = 0;
    long overlapping = 0;
    for (int i = 0; i < files.size(); i++) {
      for (int j = i + 1; j < files.size(); j++) {
        pairs++;
        boolean apart =
            max(files.get(i)) < min(files.get(j)) || max(files.get(j)) < min(files.get(i));
        overlapping += apart ? 0 : 1;
      }
    }
    assertThat(pairs).as("pairs of files to compare").isPositive();
    return overlapping / (double) pairs;
  }

  private static int min(DataFileMeta file) {
    return file.valueStats().minValues().getInt(CATEGORY);
  }

  private static int max(DataFileMeta file) {
    return file.valueStats().maxValues().getInt(CATEGORY);
  }
}
