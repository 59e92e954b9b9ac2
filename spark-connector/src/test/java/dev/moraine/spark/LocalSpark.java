package dev.moraine.spark;

import dev.moraine.spark.read.PaimonScan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.SparkSession$;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import scala.jdk.javaapi.CollectionConverters;

/** The one Spark session of all tests, and short words for using it. */
final class LocalSpark {
  private static final Path WAREHOUSE = newFolder();
  private static final SparkSession SPARK = start();

  private LocalSpark() {}

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("moraine-spark-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SparkSession start() {
    org.apache.spark.sql.classic.SparkSession.Builder builder = SparkSession$.MODULE$.builder();
    catalogOptions()
        .forEach((key, value) -> builder.config("spark.sql.catalog.paimon." + key, value));
    return builder
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.local.dir", WAREHOUSE.resolve("spill").toString())
        .config("spark.sql.warehouse.dir", WAREHOUSE.resolve("none").toString())
        .config("spark.sql.extensions", "dev.moraine.spark.PaimonExtensions")
        .config("spark.sql.defaultCatalog", "paimon")
        .config("spark.sql.catalog.paimon", "dev.moraine.spark.PaimonCatalog")
        .getOrCreate();
  }

  // The tests run as they are on other catalogs too; whoever starts them says on which.
  private static Map<String, String> catalogOptions() {
    String file = System.getProperty("moraine.test.catalog");
    if (file == null) {
      return Map.of(
          "metastore", "local-test", "warehouse", WAREHOUSE.resolve("lake").toUri().toString());
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> options = new HashMap<>();
    properties.forEach((key, value) -> options.put((String) key, (String) value));
    return options;
  }

  static SparkSession spark() {
    return SPARK;
  }

  static Path folder(String name) {
    return WAREHOUSE.resolve(name);
  }

  static List<Row> sql(String statement) {
    return SPARK.sql(statement).collectAsList();
  }

  /** Rows as text, sorted, for comparison. */
  static List<String> rows(String query) {
    return sql(query).stream().map(LocalSpark::text).sorted().collect(Collectors.toList());
  }

  private static String text(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return Arrays.deepToString(values);
  }

  static long count(String query) {
    return sql(query).get(0).getLong(0);
  }

  /** The Paimon scans of a query's physical plan, its subqueries left out. */
  static List<PaimonScan> scans(Dataset<Row> query) {
    List<PaimonScan> scans = new ArrayList<>();
    collectScans(
        ((org.apache.spark.sql.classic.Dataset<Row>) query).queryExecution().executedPlan(), scans);
    return scans;
  }

  private static void collectScans(SparkPlan plan, List<PaimonScan> scans) {
    if (plan instanceof AdaptiveSparkPlanExec) {
      collectScans(((AdaptiveSparkPlanExec) plan).executedPlan(), scans);
    } else if (plan instanceof QueryStageExec) {
      collectScans(((QueryStageExec) plan).plan(), scans);
    } else if (plan instanceof BatchScanExec) {
      scans.add((PaimonScan) ((BatchScanExec) plan).scan());
    }
    CollectionConverters.asJava(plan.children()).forEach(child -> collectScans(child, scans));
  }

  static Catalog catalog() {
    return ((PaimonCatalog)
            ((org.apache.spark.sql.classic.SparkSession) SPARK)
                .sessionState()
                .catalogManager()
                .catalog("paimon"))
        .catalog();
  }

  static FileStoreTable table(String database, String name) {
    try {
      return (FileStoreTable) catalog().getTable(Identifier.create(database, name));
    } catch (Catalog.TableNotExistException e) {
      throw new AssertionError(e);
    }
  }
}
