package dev.moraine.benchmarks;

import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkResult;
import dev.moraine.engines.spark.SparkStatement;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The second tutorial's query and compaction in Spark, on a catalog of the server and on a folder
 * without one.
 *
 * <p>Two sessions of one driver call their catalog by the same name, so both are sent the same
 * text. Each statement goes to both, one after the other, and the other way round the next time.
 */
final class TutorialBenchmark {
  private static final int INSERTS = 20;
  private static final int ROWS_OF_INSERT = 10_000;
  private static final int WARM_UP_INSERTS = 2;
  private static final int QUERIES = 5;
  private static final int ROW_LIMIT = 10_000;

  private static final String INSERT = "INSERT of 10,000 rows";
  private static final String LIMIT = "SELECT … LIMIT 10";
  private static final String COUNT = "SELECT COUNT(*) of a partition";
  private static final String FILES = "SELECT … FROM …$files";
  private static final String COMPACT = "CALL sys.compact, zorder";

  private final Path distribution;
  private final int rounds;
  private final Progress progress;
  private final Map<String, List<Pair>> pairs = new LinkedHashMap<>();
  private boolean folderFirst;

  /** One statement's times. */
  private record Pair(long serverNanos, long folderNanos) {
    double ratio() {
      return (double) serverNanos / folderNanos;
    }
  }

  /** The two sessions of one driver. */
  private record Sessions(
      SparkConnect spark, SparkConnect.Session server, SparkConnect.Session folder) {
    SparkResult run(SparkConnect.Session session, String sql) {
      return spark.execute(session, new SparkStatement(sql, UUID.randomUUID(), ROW_LIMIT));
    }

    long time(SparkConnect.Session session, String sql) {
      long started = System.nanoTime();
      run(session, sql);
      return System.nanoTime() - started;
    }
  }

  TutorialBenchmark(Path distribution, int rounds, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.progress = progress;
  }

  List<ResultTable> run() {
    try (BenchedServer server = BenchedServer.start(distribution, "spark", List.of(), progress)) {
      URI address = URI.create(server.endpoint("spark.connect"));
      try (SparkConnect spark =
          new SparkConnect(
              address.getHost(), address.getPort(), server.endpoint("spark.connect.token"))) {
        Sessions sessions =
            new Sessions(
                spark,
                open(
                    spark,
                    Map.of(
                        "metastore", "dlf",
                        "warehouse", server.catalogLocation(),
                        "dlf.catalog.id", server.catalogId())),
                open(
                    spark,
                    Map.of(
                        "metastore",
                        "filesystem",
                        "warehouse",
                        server.neighbour("warehouse-without-server").toUri().toString())));
        measure(sessions);
        return List.of(table());
      }
    }
  }

  private static SparkConnect.Session open(SparkConnect spark, Map<String, String> catalog) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog");
    catalog.forEach((key, value) -> options.put("spark.sql.catalog.paimon." + key, value));
    return spark.openSession(UUID.randomUUID(), "root", options);
  }

  private void measure(Sessions sessions) {
    both(sessions, "CREATE DATABASE IF NOT EXISTS paimon.bench");
    progress.tell("warm-up");
    play(sessions, "warm_up", WARM_UP_INSERTS);
    pairs.clear();
    for (int round = 1; round <= rounds; round++) {
      long started = System.nanoTime();
      play(sessions, "round_" + round, INSERTS);
      progress.tell(
          "round %d of %d took %s"
              .formatted(round, rounds, ResultTable.milliseconds(System.nanoTime() - started)));
    }
  }

  /** Fills a new table in both catalogs with small files, queries and compacts it. */
  private void play(Sessions sessions, String name, int inserts) {
    String table = "paimon.bench." + name;
    both(
        sessions,
        """
        CREATE TABLE %s (
          id STRING, data STRING, category INT, ts STRING, dt STRING, hh STRING
        ) PARTITIONED BY (dt, hh)
        TBLPROPERTIES ('write-only' = 'true')
        """
            .formatted(table));
    for (int i = 0; i < inserts; i++) {
      time(sessions, INSERT, insert(table, i));
    }
    String files =
        "SELECT file_path, record_count, file_size_in_bytes FROM %s$files WHERE partition = '[2026-01-01, 10]'"
            .formatted(table);
    int before = sessions.run(sessions.server(), files).rows().size();
    for (int i = 0; i < QUERIES; i++) {
      time(sessions, LIMIT, "SELECT * FROM " + table + " LIMIT 10");
      time(
          sessions,
          COUNT,
          "SELECT COUNT(*) FROM " + table + " WHERE dt = '2026-01-01' AND hh = '10'");
      time(sessions, FILES, files);
    }
    time(
        sessions,
        COMPACT,
        """
        CALL paimon.sys.compact (
          table => 'bench.%s',
          partitions => 'dt="2026-01-01",hh="10"',
          order_strategy => 'zorder',
          order_by => 'category'
        )
        """
            .formatted(name));
    for (SparkConnect.Session session : List.of(sessions.server(), sessions.folder())) {
      check(sessions, session, table, (long) inserts * ROWS_OF_INSERT, files, before);
    }
  }

  // A hundred characters each, as datagen makes them; no two alike, so that they don't compress
  // away.
  private static String insert(String table, int number) {
    long from = (long) number * ROWS_OF_INSERT;
    return """
    INSERT INTO %s
    SELECT CONCAT(SHA2(CAST(id AS STRING), 256), SUBSTR(SHA2(CAST(-id AS STRING), 256), 1, 36)),
           CONCAT(SHA2(CAST(id + 0.5 AS STRING), 256),
                  SUBSTR(SHA2(CAST(-id - 0.5 AS STRING), 256), 1, 36)),
           CAST(1 + id %% 10 AS INT),
           '2026-01-01 10:00:00.000', '2026-01-01', '10'
    FROM   RANGE(%d, %d)
    """
        .formatted(table, from, from + ROWS_OF_INSERT);
  }

  // Figures of wrong results would be worth nothing.
  private static void check(
      Sessions sessions,
      SparkConnect.Session session,
      String table,
      long rows,
      String files,
      int filesBefore) {
    String counted =
        sessions.run(session, "SELECT COUNT(DISTINCT id) FROM " + table).rows().get(0).get(0);
    int filesAfter = sessions.run(session, files).rows().size();
    if (Long.parseLong(counted) != rows || filesAfter >= filesBefore) {
      throw new IllegalStateException(
          "After its compaction %s has %s rows, not %d, and %d files, %d before"
              .formatted(table, counted, rows, filesAfter, filesBefore));
    }
  }

  private static void both(Sessions sessions, String sql) {
    sessions.run(sessions.server(), sql);
    sessions.run(sessions.folder(), sql);
  }

  private void time(Sessions sessions, String statement, String sql) {
    long server;
    long folder;
    if (folderFirst) {
      folder = sessions.time(sessions.folder(), sql);
      server = sessions.time(sessions.server(), sql);
    } else {
      server = sessions.time(sessions.server(), sql);
      folder = sessions.time(sessions.folder(), sql);
    }
    folderFirst = !folderFirst;
    pairs.computeIfAbsent(statement, key -> new ArrayList<>()).add(new Pair(server, folder));
  }

  private ResultTable table() {
    List<List<String>> rows = new ArrayList<>();
    pairs.forEach(
        (statement, measured) ->
            rows.add(
                List.of(
                    statement,
                    Integer.toString(measured.size()),
                    ResultTable.milliseconds(
                        Figures.median(measured.stream().map(Pair::serverNanos).toList())),
                    ResultTable.milliseconds(
                        Figures.median(measured.stream().map(Pair::folderNanos).toList())),
                    ResultTable.ratio(
                        Figures.median(measured.stream().map(Pair::ratio).toList())))));
    return new ResultTable(
        "Tutorial, in Spark",
        List.of("", "pairs", "server", "filesystem", "server / filesystem"),
        rows,
        List.of(
            "Medians of times, and of the ratios of each pair; a ratio above 1 means that the"
                + " server costs time.",
            "%d rounds, each on a new table of %,d rows in %d INSERTs; one partition."
                .formatted(rounds, INSERTS * ROWS_OF_INSERT, INSERTS),
            "One Spark driver, two sessions: `metastore=dlf` at the server, `metastore=filesystem`"
                + " on a folder."));
  }
}
