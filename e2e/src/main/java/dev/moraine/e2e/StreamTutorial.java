package dev.moraine.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.engines.flink.FlinkJob;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkResult;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The second tutorial: Flink writes, while Spark queries and compacts the same table. */
final class StreamTutorial {
  private static final String TABLE = "paimon.test_paimon_db.test_append_tbl";
  private static final int CHECKPOINTS_BEFORE_COMPACTION = 5;

  private final Stage stage;
  private final Checks checks;
  private final JsonNode catalog;

  StreamTutorial(Stage stage, Checks checks, JsonNode catalog) {
    this.stage = stage;
    this.checks = checks;
    this.catalog = catalog;
  }

  /** The job that writes, and how to look at it. */
  record RunningJob(String id) {}

  /** Step 1 of the tutorial: catalog, table and a job that writes from now on. */
  RunningJob startStream() {
    stage.narrator().heading("Tutorial 2, step 1: set up Paimon in Flink, start a stream job");
    URI server = URI.create(stage.moraine().endpoint("server.regional-uri"));
    stage.flinkSql(
        """
        CREATE CATALOG `paimon` WITH (
          'type' = 'paimon',
          'metastore' = 'dlf',
          'warehouse' = '%s',
          'dlf.catalog.id' = '%s',
          'dlf.catalog.accessKeyId' = '%s',
          'dlf.catalog.accessKeySecret' = '%s',
          'dlf.catalog.endpoint' = '%s',
          'dlf.catalog.region' = '%s'
        );
        """
            .formatted(
                catalog.path("location").asText(),
                catalog.path("id").asText(),
                stage.moraine().credential("dlf.access-key-id"),
                stage.moraine().credential("dlf.access-key-secret"),
                server.getAuthority(),
                server.getHost().substring(0, server.getHost().indexOf("-vpc"))));
    stage.narrator().say("\nThe tutorial takes its database for granted; here it is made:");
    stage.flinkSql("CREATE DATABASE IF NOT EXISTS `paimon`.`test_paimon_db`;");
    stage.flinkSql(
        """
        CREATE TABLE IF NOT EXISTS `paimon`.`test_paimon_db`.`test_append_tbl`
        (
          id STRING,
          data STRING,
          category INT,
          ts STRING,
          dt STRING,
          hh STRING
        ) PARTITIONED BY (dt, hh)
        WITH (
          'write-only' = 'true'
        );
        """);
    stage.flinkSql(
        """
        CREATE TEMPORARY TABLE datagen
        (
          id STRING,
          data STRING,
          category INT
        )
        WITH (
          'connector' = 'datagen',
          'rows-per-second' = '100',
          'fields.category.kind' = 'random',
          'fields.category.min' = '1',
          'fields.category.max' = '10'
        );
        """);
    String job =
        stage
            .flinkSql(
                """
                INSERT INTO `paimon`.`test_paimon_db`.`test_append_tbl`
                SELECT
                  id,
                  data,
                  category,
                  CAST(LOCALTIMESTAMP AS STRING) AS ts,
                  CAST(CURRENT_DATE AS STRING) AS dt,
                  CAST(HOUR(LOCALTIMESTAMP) AS STRING) AS hh
                FROM datagen;
                """)
            .jobId()
            .orElseThrow();
    stage.await(
        () -> "the job is " + state(job),
        Duration.ofSeconds(60),
        () -> state(job).equals("RUNNING"));
    return new RunningJob(job);
  }

  /** Steps 2 and 3: a session, queries on live data, compaction. */
  void queryAndCompact(RunningJob job) {
    stage.await(
        () ->
            "the job has completed %d of %d checkpoints"
                .formatted(completed(job), CHECKPOINTS_BEFORE_COMPACTION),
        Duration.ofSeconds(120),
        () -> completed(job) >= CHECKPOINTS_BEFORE_COMPACTION);
    SparkConnect.Session session = openSession();
    stage.narrator().heading("Tutorial 2, step 3: query and compact the Paimon table");
    queryLiveData(session);
    Partition partition = fullestPartition(session);
    compact(session, partition);
    stage.sparkSql(
        session,
        "SELECT snapshot_id, commit_kind, commit_time, total_record_count FROM "
            + TABLE
            + "$snapshots ORDER BY snapshot_id DESC LIMIT 5;");
    stage.sparkSql(
        session,
        "SELECT file_name, num_added_files, num_deleted_files FROM " + TABLE + "$manifests;");
    checkLedger(session);
    checkJob(job);
  }

  private SparkConnect.Session openSession() {
    stage.narrator().heading("Tutorial 2, step 2: a SQL session");
    Map<String, String> options = new LinkedHashMap<>();
    options.put("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog");
    options.put("spark.sql.catalog.paimon.metastore", "dlf");
    options.put("spark.sql.catalog.paimon.warehouse", catalog.path("location").asText());
    options.put("spark.sql.catalog.paimon.dlf.catalog.id", catalog.path("id").asText());
    stage.narrator().say("A Spark session with the configuration");
    options.forEach((key, value) -> stage.narrator().say("  " + key + " " + value));
    return stage.openSpark(options);
  }

  private record Partition(String dt, String hh) {
    String bracketed() {
      return "[" + dt + ", " + hh + "]";
    }

    String braced() {
      return "{" + dt + ", " + hh + "}";
    }
  }

  /**
   * The partition of one hour that the job has written most of. Not the newest one: just after the
   * full hour that has a single file, which nothing can compact.
   */
  private Partition fullestPartition(SparkConnect.Session session) {
    List<String> fullest =
        stage
            .sparkSilently(
                session,
                "SELECT dt, hh FROM " + TABLE + " GROUP BY dt, hh ORDER BY COUNT(*) DESC LIMIT 1")
            .rows()
            .get(0);
    return new Partition(fullest.get(0), fullest.get(1));
  }

  private void queryLiveData(SparkConnect.Session session) {
    stage.sparkSql(session, "SELECT * FROM " + TABLE + " LIMIT 10;");
    Partition partition = fullestPartition(session);
    String countOfPartition =
        "SELECT COUNT(*) FROM %s WHERE dt = '%s' AND hh = '%s';"
            .formatted(TABLE, partition.dt(), partition.hh());
    stage.sparkSql(session, countOfPartition);
    // The check looks at the whole table: at the full hour the job goes on to another partition.
    String count = "SELECT COUNT(*) FROM " + TABLE;
    long first = stage.sparkCount(session, count);
    stage.await(
        () -> "waiting for more than " + first + " rows",
        Duration.ofSeconds(60),
        () -> stage.sparkCount(session, count) > first);
    stage.sparkSql(session, countOfPartition);
    long second = stage.sparkCount(session, count);
    checks.add(
        "rows grow between two reads", "more than " + first, second, first > 0 && second > first);
  }

  private void compact(SparkConnect.Session session, Partition partition) {
    String files =
        """
        SELECT file_path, record_count, file_size_in_bytes
        FROM %s$files
        WHERE partition = '%s';
        """
            .formatted(TABLE, partition.bracketed());
    List<List<String>> before = stage.sparkSql(session, files).rows();
    stage.sparkSql(
        session,
        """
        CALL paimon.sys.compact (
          table => 'test_paimon_db.test_append_tbl',
          partitions => 'dt="%s",hh="%s"',
          order_strategy => 'zorder',
          order_by => 'category'
        );
        """
            .formatted(partition.dt(), partition.hh()));
    List<List<String>> after = stage.sparkSql(session, files).rows();
    checks.add(
        "files of the partition after compaction",
        "fewer than " + before.size(),
        after.size() + ", the largest of " + largest(after) + " rows",
        after.size() < before.size() && largest(after) > largest(before));
    List<List<String>> braced =
        stage
            .sparkSilently(
                session,
                "SELECT file_path FROM paimon.test_paimon_db.`test_append_tbl$files` WHERE"
                    + " partition = '"
                    + partition.braced()
                    + "' AND file_path = '"
                    + after.get(0).get(0)
                    + "'")
            .rows();
    checks.add(
        "both spellings of $files and of its partition find rows",
        "1 file",
        braced.size() + " file",
        braced.size() == 1);
  }

  private static long largest(List<List<String>> files) {
    return files.stream().mapToLong(file -> Long.parseLong(file.get(1))).max().orElse(0);
  }

  /**
   * Counts what is there against what Flink committed, at one snapshot: the table is read between
   * two looks at its newest snapshot, until both are the same.
   */
  private void checkLedger(SparkConnect.Session session) {
    String newest = "SELECT MAX(snapshot_id) FROM " + TABLE + "$snapshots";
    String committed =
        "SELECT COALESCE(SUM(delta_record_count), 0) FROM "
            + TABLE
            + "$snapshots WHERE commit_kind = 'APPEND' AND snapshot_id <= ";
    for (int attempt = 0; attempt < 20; attempt++) {
      long snapshot = stage.sparkCount(session, newest);
      SparkResult read =
          stage.sparkSilently(session, "SELECT COUNT(*), COUNT(DISTINCT id) FROM " + TABLE);
      if (stage.sparkCount(session, newest) != snapshot) {
        continue;
      }
      long expected = stage.sparkCount(session, committed + snapshot);
      long rows = Long.parseLong(read.rows().get(0).get(0));
      long distinct = Long.parseLong(read.rows().get(0).get(1));
      checks.add(
          "rows lost, of " + expected + " committed",
          "0",
          (expected - rows) + " (" + (rows - distinct) + " doubled)",
          expected > 0 && rows == expected && distinct == rows);
      return;
    }
    checks.add("rows lost", "0", "the table did not stand still for one read", false);
  }

  private void checkJob(RunningJob job) {
    long restarts = stage.flink().restarts(job.id());
    String state = state(job.id());
    checks.add(
        "job restarts",
        "0, RUNNING",
        restarts + ", " + state,
        restarts == 0 && state.equals("RUNNING"));
  }

  private long completed(RunningJob job) {
    return stage.flink().checkpoints(job.id()).completed();
  }

  private String state(String job) {
    return stage.flink().job(job).map(FlinkJob::state).orElse("UNKNOWN");
  }
}
