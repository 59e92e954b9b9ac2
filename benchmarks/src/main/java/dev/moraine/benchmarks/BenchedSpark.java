package dev.moraine.benchmarks;

import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkStatement;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One session of a server's Spark, in which {@code paimon} is the server's catalog, {@code iceberg}
 * Iceberg's in a folder, and {@code spark_catalog} keeps plain Parquet files.
 */
final class BenchedSpark implements AutoCloseable {
  private static final int ROW_LIMIT = 10_000;

  private final BenchedServer server;
  private final SparkConnect spark;
  private final SparkConnect.Session session;

  private BenchedSpark(BenchedServer server) {
    this.server = server;
    URI address = URI.create(server.endpoint("spark.connect"));
    this.spark =
        new SparkConnect(
            address.getHost(), address.getPort(), server.endpoint("spark.connect.token"));
    this.session = spark.openSession(UUID.randomUUID(), "root", options(server));
    run("CREATE DATABASE IF NOT EXISTS paimon.bench");
    run("CREATE NAMESPACE IF NOT EXISTS iceberg.bench");
  }

  /**
   * Starts the server and its Spark.
   *
   * @param folder for what has to lie beside them
   */
  static BenchedSpark start(Path distribution, Peers peers, ScratchFolder folder, Progress progress)
      throws IOException {
    Path withIceberg = withIceberg(distribution, peers, folder.resolve("distribution"));
    return new BenchedSpark(BenchedServer.start(withIceberg, "spark", List.of(), progress));
  }

  /** The distribution with Iceberg's jar beside the connector. */
  private static Path withIceberg(Path distribution, Peers peers, Path copy) throws IOException {
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

  private static Map<String, String> options(BenchedServer server) {
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
    return options;
  }

  /** Runs a statement; its rows, at most ten thousand. */
  List<List<String>> run(String sql) {
    return spark.execute(session, new SparkStatement(sql, UUID.randomUUID(), ROW_LIMIT)).rows();
  }

  /** Runs a statement and tells how long its client waited. */
  long time(String sql) {
    long started = System.nanoTime();
    run(sql);
    return System.nanoTime() - started;
  }

  /**
   * Makes a table of plain Parquet files, called {@code spark_catalog.default.NAME}.
   *
   * @param definition what follows: columns and partitions, or a query
   */
  void createParquet(String name, String definition) {
    run(
        // Paimon's level of compression; Spark's own is 3.
        ("CREATE TABLE spark_catalog.default.%s USING parquet"
                + " OPTIONS ('parquet.compression.codec.zstd.level' = '1') %s")
            .formatted(name, definition));
  }

  BenchedServer server() {
    return server;
  }

  /**
   * The second tutorial's columns: {@code category} takes that many values, evenly and in no order;
   * {@code dt} and {@code hh} make four partitions.
   */
  static String rows(long from, long to, int categories) {
    return """
    SELECT CAST(id AS STRING) AS id, MD5(CAST(id AS STRING)) AS data,
           CAST(PMOD(HASH(id), %d) AS INT) AS category,
           CAST(TIMESTAMP_SECONDS(1767261600 + id %% 3600) AS STRING) AS ts,
           '2026-01-01' AS dt, CAST(10 + id %% 4 AS STRING) AS hh
    FROM   RANGE(%d, %d, 1, 4)
    """
        .formatted(categories, from, to);
  }

  @Override
  public void close() {
    spark.close();
    server.close();
  }
}
