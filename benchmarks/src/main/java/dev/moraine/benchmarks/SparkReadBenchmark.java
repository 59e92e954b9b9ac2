package dev.moraine.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;

/**
 * Queries of the same rows in one Spark session: as plain Parquet files, in a Paimon table through
 * the server's catalog, and in an Iceberg table in a folder.
 */
final class SparkReadBenchmark {
  private static final long ROWS = 5_000_000;
  private static final long FEW_ROWS = 100_000;
  private static final int SMALL_FILES = 1000;
  private static final int CATEGORIES = 1000;
  private static final int WARM_UPS = 5;
  private static final int REPEATS = 5;
  private static final String NOTHING = "–";

  private static final String SORTED_FILTER = "filter on the z-ordered column, after z-order";
  private static final String UNSORTED_FILTER = "filter on the z-ordered column, before";

  private static final Map<String, String> QUERIES = new LinkedHashMap<>();

  static {
    QUERIES.put(
        "full scan with an aggregate",
        "SELECT COUNT(id), SUM(LENGTH(data)), SUM(category), MAX(ts) FROM %s");
    QUERIES.put("group by", "SELECT category, COUNT(*), MAX(data) FROM %s GROUP BY category");
    QUERIES.put("COUNT(*)", "SELECT COUNT(*) FROM %s");
    QUERIES.put("counts of partitions", "SELECT dt, hh, COUNT(*) FROM %s GROUP BY dt, hh");
    QUERIES.put("MIN and MAX", "SELECT MIN(category), MAX(category) FROM %s");
  }

  private static final String LIMIT = "SELECT * FROM %s LIMIT 10";
  private static final String FILTER =
      "SELECT COUNT(id), MAX(data) FROM %s WHERE category BETWEEN 500 AND 509";

  private final Path distribution;
  private final int rounds;
  private final Progress progress;
  private final Map<String, Map<String, List<Long>>> nanos = new LinkedHashMap<>();

  /** The three of whom each statement is asked, in the order of the columns. */
  private enum Contender {
    PARQUET("Parquet", "spark_catalog.default"),
    OURS("Moraine", "paimon.bench"),
    ICEBERG("Iceberg", "iceberg.bench");

    private final String title;
    private final String database;

    Contender(String title, String database) {
      this.title = title;
      this.database = database;
    }

    private String table(Tables tables) {
      return database + "." + tables.title;
    }
  }

  /** What each of them has one of. */
  private enum Tables {
    /** In files as large as each makes them by itself. */
    LARGE("large", ROWS),
    /** In a thousand files. */
    SMALL("small", FEW_ROWS),
    /** In files so small that a partition has many, of which a filter may need few. */
    SORTED("sorted", ROWS);

    private final String title;
    private final long rows;

    Tables(String title, long rows) {
      this.title = title;
      this.rows = rows;
    }
  }

  SparkReadBenchmark(Path distribution, int rounds, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.progress = progress;
  }

  List<ResultTable> run() throws Exception {
    Peers peers = Peers.of(distribution);
    try (ScratchFolder folder = ScratchFolder.make();
        BenchedSpark spark = BenchedSpark.start(distribution, peers, folder, progress)) {
      fill(spark);
      QUERIES.forEach((name, sql) -> measure(spark, name, sql, Tables.LARGE));
      measure(spark, "LIMIT 10 of 1,000 files", LIMIT, Tables.SMALL);
      measure(spark, UNSORTED_FILTER, FILTER, Tables.SORTED);
      String before = filesOfFilter(spark.server());
      sort(spark);
      measure(spark, SORTED_FILTER, FILTER, Tables.SORTED);
      return List.of(table(peers, before, filesOfFilter(spark.server())));
    }
  }

  private void fill(BenchedSpark spark) {
    for (Tables tables : Tables.values()) {
      String rows = BenchedSpark.rows(0, tables.rows, CATEGORIES);
      String source =
          tables == Tables.SMALL
              ? "SELECT /*+ REPARTITION(%d) */ * FROM (%s)".formatted(SMALL_FILES, rows)
              : rows;
      String partitioned = tables == Tables.SMALL ? "" : " PARTITIONED BY (dt, hh)";
      for (Contender contender : Contender.values()) {
        progress.tell("filling " + contender.table(tables));
        switch (contender) {
          case PARQUET -> spark.createParquet(tables.title, partitioned + " AS " + source);
          case OURS ->
              spark.run(
                  "CREATE TABLE %s USING paimon%s TBLPROPERTIES ('write-only'='true'%s) AS %s"
                      .formatted(
                          contender.table(tables),
                          partitioned,
                          tables == Tables.SORTED ? ", 'target-file-size'='1 mb'" : "",
                          source));
          case ICEBERG ->
              spark.run(
                  "CREATE TABLE %s USING iceberg%s TBLPROPERTIES ('write.distribution-mode'='%s'%s) AS %s"
                      .formatted(
                          contender.table(tables),
                          partitioned,
                          tables == Tables.SMALL ? "none" : "hash",
                          tables == Tables.SORTED
                              ? ", 'write.target-file-size-bytes'='1048576'"
                              : "",
                          source));
        }
      }
    }
  }

  private static void sort(BenchedSpark spark) {
    spark.run(
        "CALL paimon.sys.compact(table => 'bench.sorted', order_strategy => 'zorder', order_by =>"
            + " 'category')");
  }

  private void measure(BenchedSpark spark, String name, String sql, Tables tables) {
    List<Contender> order = new ArrayList<>(List.of(Contender.values()));
    if (name.equals(SORTED_FILTER)) {
      order.retainAll(List.of(Contender.OURS));
    }
    Set<List<List<String>>> answers = new HashSet<>();
    Map<String, List<Long>> measured = new LinkedHashMap<>();
    for (int repeat = -WARM_UPS; repeat < rounds * REPEATS; repeat++) {
      for (Contender contender : order) {
        String statement = sql.formatted(contender.table(tables));
        long started = System.nanoTime();
        List<List<String>> rows = spark.run(statement);
        long took = System.nanoTime() - started;
        if (repeat >= 0) {
          measured.computeIfAbsent(contender.title, key -> new ArrayList<>()).add(took);
        } else if (tables != Tables.SMALL) {
          answers.add(rows.stream().sorted(Comparator.comparing(List::toString)).toList());
        }
      }
      Collections.reverse(order);
    }
    // Figures of wrong results would be worth nothing.
    if (answers.size() > 1) {
      throw new IllegalStateException("Not all give the same answer to " + sql);
    }
    nanos.put(name, measured);
    progress.tell(name + ": " + cells(name));
  }

  private static String filesOfFilter(BenchedServer server) throws Exception {
    try (Catalog catalog = PaimonCatalogs.ofServer(server)) {
      Table table = catalog.getTable(Identifier.create("bench", "sorted"));
      int category = table.rowType().getFieldIndex("category");
      ReadBuilder filtered =
          table
              .newReadBuilder()
              .withFilter(new PredicateBuilder(table.rowType()).between(category, 500, 509));
      return files(filtered) + " of " + files(table.newReadBuilder());
    }
  }

  private static long files(ReadBuilder reads) {
    return reads.newScan().plan().splits().stream()
        .mapToLong(split -> ((DataSplit) split).dataFiles().size())
        .sum();
  }

  private List<String> cells(String name) {
    List<String> row = new ArrayList<>(List.of(name));
    Map<String, List<Long>> measured = nanos.getOrDefault(name, Map.of());
    for (Contender contender : Contender.values()) {
      List<Long> times = measured.get(contender.title);
      row.add(times == null ? NOTHING : ResultTable.milliseconds(Figures.median(times)));
    }
    for (Contender other : List.of(Contender.PARQUET, Contender.ICEBERG)) {
      List<Long> theirs = measured.get(other.title);
      row.add(theirs == null ? NOTHING : ResultTable.ratio(ratio(measured, theirs)));
    }
    return row;
  }

  private static double ratio(Map<String, List<Long>> measured, List<Long> theirs) {
    List<Long> ours = measured.getOrDefault(Contender.OURS.title, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add((double) ours.get(i) / theirs.get(i));
    }
    return Figures.median(ratios);
  }

  private ResultTable table(Peers peers, String filesBefore, String filesAfter) {
    return new ResultTable(
        "Reading in Spark",
        List.of("", "Parquet", "Moraine", "Iceberg", "Moraine / Parquet", "Moraine / Iceberg"),
        nanos.keySet().stream().map(this::cells).toList(),
        List.of(
            "Medians of %d times, after %d to warm up, and of the ratios of each turn; a ratio below"
                    .formatted(rounds * REPEATS, WARM_UPS)
                + " 1 means that we are faster.",
            "%,d rows of the second tutorial's columns in four partitions, in files as each makes them"
                    .formatted(ROWS)
                + " by itself, of 1 MB for the filter (plain Parquet has one size);"
                + " %,d rows in %,d files for LIMIT. zstd everywhere."
                    .formatted(FEW_ROWS, SMALL_FILES),
            "One session of Spark 4.0.1 on local[2], asked through Spark Connect; Iceberg "
                + peers.icebergVersion()
                + " in a Hadoop catalog, without a server.",
            "The filter's files, of which it reads: %s before z-order, %s after it."
                .formatted(filesBefore, filesAfter)));
  }
}
