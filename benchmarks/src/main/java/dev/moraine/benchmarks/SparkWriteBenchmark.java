package dev.moraine.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The same rows inserted, merged, updated, deleted and sorted in one Spark session: in Paimon
 * tables through the server's catalog, in an Iceberg table in a folder and, as far as they can be,
 * in plain Parquet files.
 */
final class SparkWriteBenchmark {
  private static final long ROWS = 5_000_000;
  private static final int CATEGORIES = 1000;
  private static final String NOTHING = "–";

  private static final String INSERT = "INSERT of all rows";
  private static final String SORT = "zorder compaction; plain sort and rewrite";
  private static final String MERGE = "MERGE of 1 %";
  private static final String UPDATE = "UPDATE of 1 %";
  private static final String DELETE = "DELETE of 1 %";

  private static final String COLUMNS =
      "(id STRING, data STRING, category INT, ts STRING, dt STRING, hh STRING)";
  private static final String PARTITIONED = "PARTITIONED BY (dt, hh)";

  private final Path distribution;
  private final int rounds;
  private final Progress progress;
  private final Map<String, Map<Contender, List<Long>>> nanos = new LinkedHashMap<>();

  /** Who does the work, in the order of the columns. */
  private enum Contender {
    PARQUET("Parquet", "spark_catalog.default", ""),
    COPY_ON_WRITE("append table", "paimon.bench", ""),
    DELETION_VECTORS("deletion vectors", "paimon.bench", "'deletion-vectors.enabled'='true'"),
    KEYED("keyed table", "paimon.bench", "'primary-key'='id,dt,hh', 'bucket'='1'"),
    ICEBERG("Iceberg", "iceberg.bench", "'format-version'='2'");

    private final String title;
    private final String database;
    private final String properties;

    Contender(String title, String database, String properties) {
      this.title = title;
      this.database = database;
      this.properties = properties;
    }

    private String table() {
      return database + "." + name().toLowerCase(Locale.ROOT);
    }

    private boolean changesRows() {
      return this != PARQUET;
    }
  }

  SparkWriteBenchmark(Path distribution, int rounds, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.progress = progress;
  }

  List<ResultTable> run() throws Exception {
    Peers peers = Peers.of(distribution);
    try (ScratchFolder folder = ScratchFolder.make();
        BenchedSpark spark = BenchedSpark.start(distribution, peers, folder, progress)) {
      spark.createParquet(
          "source", "AS SELECT * FROM (%s)".formatted(BenchedSpark.rows(0, ROWS, CATEGORIES)));
      List<Contender> order = new ArrayList<>(List.of(Contender.values()));
      for (int round = 0; round <= rounds; round++) {
        progress.tell(round == 0 ? "warm-up" : "round %d of %d".formatted(round, rounds));
        play(spark, round, order);
        if (round == 0) {
          nanos.clear();
        }
        Collections.reverse(order);
      }
      return List.of(table(peers));
    }
  }

  private void play(BenchedSpark spark, int round, List<Contender> order) {
    makeChanges(spark, round);
    for (Contender contender : order) {
      create(spark, contender);
      measure(
          spark,
          INSERT,
          contender,
          "INSERT INTO %s SELECT * FROM spark_catalog.default.source".formatted(contender.table()));
    }
    requireSameRows(spark, order);
    for (String work : List.of(MERGE, UPDATE, DELETE)) {
      for (Contender contender : order) {
        if (contender.changesRows()) {
          measure(spark, work, contender, statement(work, contender.table()));
        }
      }
      requireSameRows(spark, order.stream().filter(Contender::changesRows).toList());
    }
    sort(spark, order);
    for (Contender contender : order) {
      spark.run(
          "DROP TABLE %s%s"
              .formatted(contender.table(), contender == Contender.ICEBERG ? " PURGE" : ""));
    }
    spark.run("DROP TABLE spark_catalog.default.changes");
  }

  // One row in a hundred, so that every file has some: four of five are there, one is new.
  private static void makeChanges(BenchedSpark spark, int round) {
    spark.createParquet(
        "changes",
        """
        AS SELECT id, MD5(CONCAT(data, 'changed')) AS data, category, ts, dt, hh
           FROM   (%s)
           WHERE  PMOD(HASH(id, %d), 100) = 0
        """
            .formatted(BenchedSpark.rows(ROWS / 5, ROWS + ROWS / 5, CATEGORIES), round));
  }

  private static String statement(String work, String table) {
    return switch (work) {
      case MERGE ->
          """
          MERGE INTO %s t USING spark_catalog.default.changes s
          ON t.id = s.id AND t.dt = s.dt AND t.hh = s.hh
          WHEN MATCHED THEN UPDATE SET data = s.data
          WHEN NOT MATCHED THEN INSERT *
          """
              .formatted(table);
      case UPDATE ->
          "UPDATE %s SET data = UPPER(data) WHERE category BETWEEN 500 AND 509".formatted(table);
      case DELETE -> "DELETE FROM %s WHERE category BETWEEN 700 AND 709".formatted(table);
      default -> throw new IllegalArgumentException(work);
    };
  }

  private static void create(BenchedSpark spark, Contender contender) {
    switch (contender) {
      case PARQUET ->
          spark.run(
              "CREATE TABLE %s %s USING parquet OPTIONS ('parquet.compression.codec.zstd.level' = '1') %s"
                  .formatted(contender.table(), COLUMNS, PARTITIONED));
      case ICEBERG ->
          spark.run(
              "CREATE TABLE %s %s USING iceberg %s TBLPROPERTIES (%s)"
                  .formatted(contender.table(), COLUMNS, PARTITIONED, contender.properties));
      default ->
          spark.run(
              "CREATE TABLE %s %s USING paimon %s%s"
                  .formatted(
                      contender.table(),
                      COLUMNS,
                      PARTITIONED,
                      contender.properties.isEmpty()
                          ? ""
                          : " TBLPROPERTIES (" + contender.properties + ")"));
    }
  }

  /** The rows of the append table, sorted where they are; as Parquet, read and written once. */
  private void sort(BenchedSpark spark, List<Contender> order) {
    String table = Contender.COPY_ON_WRITE.table();
    String name = table.substring("paimon.".length());
    for (Contender contender : order) {
      if (contender == Contender.COPY_ON_WRITE) {
        measure(
            spark,
            SORT,
            contender,
            "CALL paimon.sys.compact(table => '%s', order_strategy => 'zorder', order_by => 'category')"
                .formatted(name));
      } else if (contender == Contender.PARQUET) {
        long started = System.nanoTime();
        spark.createParquet(
            "rewritten",
            PARTITIONED
                + " AS SELECT * FROM spark_catalog.default.source ORDER BY dt, hh, category");
        add(SORT, contender, System.nanoTime() - started);
        spark.run("DROP TABLE spark_catalog.default.rewritten");
      }
    }
  }

  private void measure(BenchedSpark spark, String work, Contender contender, String statement) {
    add(work, contender, spark.time(statement));
  }

  private void add(String work, Contender contender, long took) {
    nanos
        .computeIfAbsent(work, key -> new EnumMap<>(Contender.class))
        .computeIfAbsent(contender, key -> new ArrayList<>())
        .add(took);
    progress.tell("  %s, %s: %s".formatted(work, contender.title, ResultTable.milliseconds(took)));
  }

  // Figures of wrong results would be worth nothing.
  private static void requireSameRows(BenchedSpark spark, List<Contender> contenders) {
    Set<List<List<String>>> sums = new HashSet<>();
    for (Contender contender : contenders) {
      sums.add(
          spark.run(
              "SELECT COUNT(id), SUM(HASH(id, data, category, ts, dt, hh)) FROM "
                  + contender.table()));
    }
    if (sums.size() > 1) {
      throw new IllegalStateException(
          "Not all have the same rows: "
              + new TreeSet<>(sums.stream().map(List::toString).toList()));
    }
  }

  private ResultTable table(Peers peers) {
    List<String> header = new ArrayList<>(List.of(""));
    for (Contender contender : Contender.values()) {
      header.add(contender.title);
    }
    header.addAll(
        List.of("append / Parquet", "append / Iceberg", "vectors / Iceberg", "keyed / append"));
    return new ResultTable(
        "Writing in Spark",
        header,
        nanos.keySet().stream().map(this::cells).toList(),
        List.of(
            "Medians of %d rounds, after one to warm up, and of the ratios of each round; a ratio below"
                    .formatted(rounds)
                + " 1 means that the first is faster.",
            "%,d rows of the second tutorial's columns in four partitions; the changed rows are"
                    .formatted(ROWS)
                + " spread over all files. MERGE finds four of five of its rows and inserts the"
                + " others. All have to have the same rows afterwards.",
            "Paimon's tables by their own defaults, zstd of level 1; Parquet the same; Iceberg "
                + peers.icebergVersion()
                + " copy-on-write by its defaults, in a Hadoop catalog, without a server.",
            "One session of Spark 4.0.1 on local[2], asked through Spark Connect."));
  }

  private List<String> cells(String work) {
    Map<Contender, List<Long>> measured = nanos.getOrDefault(work, Map.of());
    List<String> row = new ArrayList<>(List.of(work));
    for (Contender contender : Contender.values()) {
      List<Long> times = measured.get(contender);
      row.add(times == null ? NOTHING : ResultTable.milliseconds(Figures.median(times)));
    }
    row.add(ratio(measured, Contender.COPY_ON_WRITE, Contender.PARQUET));
    row.add(ratio(measured, Contender.COPY_ON_WRITE, Contender.ICEBERG));
    row.add(ratio(measured, Contender.DELETION_VECTORS, Contender.ICEBERG));
    row.add(ratio(measured, Contender.KEYED, Contender.COPY_ON_WRITE));
    return row;
  }

  private static String ratio(Map<Contender, List<Long>> measured, Contender one, Contender other) {
    List<Long> ours = measured.get(one);
    List<Long> theirs = measured.get(other);
    if (ours == null || theirs == null) {
      return NOTHING;
    }
    return ResultTable.ratio(
        Figures.median(
            IntStream.range(0, ours.size())
                .mapToObj(round -> (double) ours.get(round) / theirs.get(round))
                .toList()));
  }
}
