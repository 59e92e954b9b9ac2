package dev.moraine.benchmarks;

import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkStatement;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
    PARQUET("Parquet", "read_parquet", "small_parquet"),
    OURS("Moraine", "paimon.bench.reads", "paimon.bench.small"),
    ICEBERG("Iceberg", "iceberg.bench.reads", "iceberg.bench.small");

    private final String title;
    private final String table;
    private final String smallFiles;

    Contender(String title, String table, String smallFiles) {
      this.title = title;
      this.table = table;
      this.smallFiles = smallFiles;
    }
  }

  private record Session(SparkConnect spark, SparkConnect.Session session) {
    List<List<String>> run(String sql) {
      return spark
          .execute(session, new SparkStatement(sql, UUID.randomUUID(), CATEGORIES + 1))
          .rows();
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
        BenchedServer server =
            BenchedServer.start(
                withIceberg(peers, folder.resolve("distribution")), "spark", List.of(), progress)) {
      URI address = URI.create(server.endpoint("spark.connect"));
      try (SparkConnect spark =
          new SparkConnect(
              address.getHost(), address.getPort(), server.endpoint("spark.connect.token"))) {
        Session session = new Session(spark, open(spark, server));
        fill(session, server);
        QUERIES.forEach((name, sql) -> measure(session, name, sql, false));
        measure(session, "LIMIT 10 of 1,000 files", LIMIT, true);
        measure(session, UNSORTED_FILTER, FILTER, false);
        String before = filesOfFilter(server);
        sort(session);
        measure(session, SORTED_FILTER, FILTER, false);
        return List.of(table(peers, before, filesOfFilter(server)));
      }
    }
  }

  /** The distribution with Iceberg's jar beside the connector. */
  private Path withIceberg(Peers peers, Path copy) throws IOException {
    Path spark = Path.of("engines", "spark-4.0");
    Path connectors = spark.resolve("connectors");
    Files.createDirectories(copy.resolve(connectors));
    link(distribution, copy);
    link(distribution.resolve("engines"), copy.resolve("engines"));
    link(distribution.resolve(spark), copy.resolve(spark));
    link(distribution.resolve(connectors), copy.resolve(connectors));
    Files.createSymbolicLink(
        copy.resolve(connectors).resolve(peers.iceberg().getFileName()), peers.iceberg());
    return copy;
  }

  private static void link(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path name = to.resolve(entry.getFileName());
        if (!Files.exists(name)) {
          Files.createSymbolicLink(name, entry.toAbsolutePath());
        }
      }
    }
  }

  private static SparkConnect.Session open(SparkConnect spark, BenchedServer server) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog");
    options.put("spark.sql.catalog.paimon.metastore", "dlf");
    options.put("spark.sql.catalog.paimon.warehouse", server.catalogLocation());
    options.put("spark.sql.catalog.paimon.dlf.catalog.id", server.catalogId());
    options.put("spark.sql.catalog.iceberg", "org.apache.iceberg.spark.SparkCatalog");
    options.put("spark.sql.catalog.iceberg.type", "hadoop");
    options.put(
        "spark.sql.catalog.iceberg.warehouse", server.neighbour("iceberg").toUri().toString());
    // As Paimon and Iceberg have it.
    options.put("spark.sql.parquet.compression.codec", "zstd");
    return spark.openSession(UUID.randomUUID(), "root", options);
  }

  private void fill(Session session, BenchedServer server) {
    session.run("CREATE DATABASE IF NOT EXISTS paimon.bench");
    session.run("CREATE NAMESPACE IF NOT EXISTS iceberg.bench");
    String rows =
        """
        SELECT CAST(id AS STRING) AS id, MD5(CAST(id AS STRING)) AS data,
               CAST(PMOD(HASH(id), %d) AS INT) AS category,
               CAST(TIMESTAMP_SECONDS(1767261600 + id %% 3600) AS STRING) AS ts,
               '2026-01-01' AS dt, CAST(10 + id %% 4 AS STRING) AS hh
        FROM   RANGE(0, %d, 1, 4)
        """;
    for (boolean small : new boolean[] {false, true}) {
      String source =
          small
              ? "SELECT /*+ REPARTITION(%d) */ * FROM (%s)"
                  .formatted(SMALL_FILES, rows.formatted(CATEGORIES, FEW_ROWS))
              : rows.formatted(CATEGORIES, ROWS);
      String partitioned = small ? "" : " PARTITIONED BY (dt, hh)";
      for (Contender contender : Contender.values()) {
        String table = small ? contender.smallFiles : contender.table;
        progress.tell("filling " + table);
        session.run(
            switch (contender) {
              case PARQUET ->
                  "CREATE TABLE spark_catalog.default.%s USING parquet LOCATION '%s'%s AS %s"
                      .formatted(table, server.neighbour(table).toUri(), partitioned, source);
              case OURS ->
                  ("CREATE TABLE %s USING paimon%s TBLPROPERTIES ('write-only'='true',"
                          + " 'target-file-size'='1 mb') AS %s")
                      .formatted(table, partitioned, source);
              case ICEBERG ->
                  ("CREATE TABLE %s USING iceberg%s TBLPROPERTIES"
                          + " ('write.target-file-size-bytes'='1048576',"
                          + " 'write.distribution-mode'='%s') AS %s")
                      .formatted(table, partitioned, small ? "none" : "hash", source);
            });
      }
    }
  }

  private static void sort(Session session) {
    session.run(
        "CALL paimon.sys.compact(table => 'bench.reads', order_strategy => 'zorder', order_by =>"
            + " 'category')");
  }

  private void measure(Session session, String name, String sql, boolean smallFiles) {
    List<Contender> order = new ArrayList<>(List.of(Contender.values()));
    if (name.equals(SORTED_FILTER)) {
      order.retainAll(List.of(Contender.OURS));
    }
    Set<List<List<String>>> answers = new HashSet<>();
    Map<String, List<Long>> measured = new LinkedHashMap<>();
    for (int repeat = -WARM_UPS; repeat < rounds * REPEATS; repeat++) {
      for (Contender contender : order) {
        String statement = sql.formatted(named(contender, smallFiles));
        long started = System.nanoTime();
        List<List<String>> rows = session.run(statement);
        long took = System.nanoTime() - started;
        if (repeat >= 0) {
          measured.computeIfAbsent(contender.title, key -> new ArrayList<>()).add(took);
        } else if (!smallFiles) {
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

  private static String named(Contender contender, boolean smallFiles) {
    String table = smallFiles ? contender.smallFiles : contender.table;
    return contender == Contender.PARQUET ? "spark_catalog.default." + table : table;
  }

  private static String filesOfFilter(BenchedServer server) throws Exception {
    try (Catalog catalog = PaimonCatalogs.ofServer(server)) {
      Table table = catalog.getTable(Identifier.create("bench", "reads"));
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
            "%,d rows of the second tutorial's columns in four partitions, files of 1 MB (plain"
                    .formatted(ROWS)
                + " Parquet: 16 files); %,d rows in %,d files for LIMIT. zstd everywhere."
                    .formatted(FEW_ROWS, SMALL_FILES),
            "One session of Spark 4.0.1 on local[2], asked through Spark Connect; Iceberg "
                + peers.icebergVersion()
                + " in a Hadoop catalog, without a server.",
            "The filter's files, of which it reads: %s before z-order, %s after it."
                .formatted(filesBefore, filesAfter)));
  }
}
