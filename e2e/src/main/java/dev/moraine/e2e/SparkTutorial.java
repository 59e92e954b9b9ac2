package dev.moraine.e2e;

import dev.moraine.engines.spark.SparkConnect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The first tutorial: Spark on the catalog, a managed and a foreign table, and a merge. */
final class SparkTutorial {
  private static final List<List<String>> MERGED =
      List.of(
          List.of("1", "25", "M", "true"),
          List.of("2", "18", "F", "true"),
          List.of("3", "35", "M", "true"));

  private final Stage stage;
  private final Checks checks;
  private final String catalog;

  SparkTutorial(Stage stage, Checks checks, String catalog) {
    this.stage = stage;
    this.checks = checks;
    this.catalog = catalog;
  }

  void play() {
    stage.narrator().heading("Tutorial 1: read and write data with Spark");
    SparkConnect.Session session = connect();
    Path foreignFolder = stage.moraine().dataDirectory().resolve("user/user_samples_di");
    createTables(session, foreignFolder);
    insertAndQuery(session);
    merge(session);
    drop(session, foreignFolder);
  }

  private SparkConnect.Session connect() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("spark.sql.defaultCatalog", "paimon");
    options.put("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog");
    options.put("spark.sql.catalog.paimon.metastore", "rest");
    options.put("spark.sql.catalog.paimon.uri", stage.moraine().endpoint("server.regional-uri"));
    options.put("spark.sql.catalog.paimon.warehouse", catalog);
    options.put("spark.sql.catalog.paimon.token.provider", "dlf");
    // The tutorial's token-loader=ecs asks a machine's metadata service; on this machine the
    // credentials are in a file.
    options.put("spark.sql.catalog.paimon.dlf.token-loader", "local_file");
    options.put(
        "spark.sql.catalog.paimon.dlf.token-path",
        stage.moraine().dataDirectory().resolve("run/engine-token.json").toString());
    stage.narrator().say("A Spark session with the configuration");
    options.forEach((key, value) -> stage.narrator().say("  " + key + "=" + value));
    return stage.openSpark(options);
  }

  private void createTables(SparkConnect.Session session, Path foreignFolder) {
    stage.sparkSql(
        session,
        """
        CREATE TABLE user_samples
        (
        user_id INT,
        age INT,
        gender_code STRING,
        clk BOOLEAN
        );
        """);
    try {
      Files.createDirectories(foreignFolder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stage.sparkSql(
        session,
        """
        CREATE TABLE user_samples_di (
        user_id INT,
        age INT,
        gender_code STRING,
        clk BOOLEAN
        )
        USING CSV
        OPTIONS(
        'path'='file:%s'
        );
        """
            .formatted(foreignFolder));
  }

  private void insertAndQuery(SparkConnect.Session session) {
    stage.sparkSql(
        session,
        """
        INSERT INTO user_samples VALUES
        (1, 25, 'M', true),
        (2, 18, 'F', false);
        """);
    stage.sparkSql(
        session,
        """
        INSERT INTO user_samples_di VALUES
        (1, 25, 'M', true),
        (2, 18, 'F', true),
        (3, 35, 'M', true);
        """);
    stage.sparkSql(session, "SELECT * FROM user_samples;");
    stage.sparkSql(session, "SELECT * FROM user_samples_di;");
  }

  private void merge(SparkConnect.Session session) {
    stage.sparkSql(
        session,
        """
        MERGE INTO user_samples
        USING user_samples_di
        ON user_samples.user_id = user_samples_di.user_id
        WHEN MATCHED THEN
        UPDATE SET
        age = user_samples_di.age,
        gender_code = user_samples_di.gender_code,
        clk = user_samples_di.clk
        WHEN NOT MATCHED THEN
        INSERT (user_id, age, gender_code, clk)
        VALUES (user_samples_di.user_id, user_samples_di.age, user_samples_di.gender_code, \
        user_samples_di.clk);
        """);
    List<List<String>> rows =
        stage.sparkSql(session, "SELECT * FROM user_samples ORDER BY user_id;").rows();
    checks.add("rows after MERGE", MERGED.toString(), rows, rows.equals(MERGED));
  }

  private void drop(SparkConnect.Session session, Path foreignFolder) {
    List<Path> before = csvFiles(foreignFolder);
    stage.sparkSql(session, "DROP TABLE user_samples_di;");
    List<Path> after = csvFiles(foreignFolder);
    checks.add(
        "CSV files after DROP of the foreign table",
        before.size() + ", at least 1",
        after.size(),
        !before.isEmpty() && after.equals(before));
  }

  private static List<Path> csvFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
