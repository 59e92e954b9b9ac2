package dev.moraine.spark.catalog;

import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.TableType;
import org.apache.paimon.schema.Schema;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.ColumnDefaultValue;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.IdentityTransform;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.Transform;
import org.jspecify.annotations.Nullable;

/**
 * What a CREATE TABLE statement of Spark asks a Paimon catalog for.
 *
 * <p>USING names Paimon (or nothing) for a Paimon table, a file format for a format table. Options
 * reach the catalog as Apache's connector sends them: an OPTIONS entry under its own name and again
 * with the prefix {@code option.}, the location as {@code path}.
 */
public final class TableDefinition {
  private static final Set<String> FORMATS = Set.of("csv", "json", "orc", "parquet", "text");

  private TableDefinition() {}

  /**
   * The schema to create.
   *
   * @throws UnsupportedOperationException if Paimon has no such table
   */
  public static Schema of(Column[] columns, Transform[] partitions, Map<String, String> given) {
    Map<String, String> options = new LinkedHashMap<>(given);
    String comment = options.remove(TableCatalog.PROP_COMMENT);
    String provider = options.remove(TableCatalog.PROP_PROVIDER);
    String location = options.remove(TableCatalog.PROP_LOCATION);
    options.remove(TableCatalog.PROP_IS_MANAGED_LOCATION);
    String primaryKey = options.remove(CoreOptions.PRIMARY_KEY.key());
    if (location != null) {
      options.put(CoreOptions.PATH.key(), location);
    }
    namePaimonOrFormat(provider, options);
    Schema.Builder schema =
        Schema.newBuilder()
            .options(options)
            .partitionKeys(partitionKeys(partitions))
            .primaryKey(primaryKey == null ? List.of() : names(primaryKey))
            .comment(comment);
    for (Column column : columns) {
      schema.column(
          column.name(),
          SparkTypes.toPaimon(column.dataType(), column.nullable()),
          column.comment(),
          defaultValue(column));
    }
    return schema.build();
  }

  private static void namePaimonOrFormat(@Nullable String provider, Map<String, String> options) {
    if (provider == null || provider.equalsIgnoreCase("paimon")) {
      return;
    }
    String format = provider.toLowerCase(Locale.ROOT);
    if (!FORMATS.contains(format)) {
      throw new UnsupportedOperationException(
          "USING "
              + provider
              + " is not possible in a Paimon catalog: use paimon, csv, json, orc, parquet or text");
    }
    options.put(CoreOptions.TYPE.key(), TableType.FORMAT_TABLE.toString());
    options.put(CoreOptions.FILE_FORMAT.key(), format);
    // Paimon's CSV format knows Spark's header, quote and escape, but not these.
    if (format.equals("csv")) {
      alias(options, "sep", "csv.field-delimiter");
      alias(options, "delimiter", "csv.field-delimiter");
      alias(options, "nullValue", "csv.null-literal");
    }
  }

  private static void alias(Map<String, String> options, String spark, String paimon) {
    String value = options.get(spark);
    if (value != null) {
      options.putIfAbsent(paimon, value);
    }
  }

  private static List<String> partitionKeys(Transform[] partitions) {
    List<String> keys = new ArrayList<>();
    for (Transform transform : partitions) {
      NamedReference[] references = transform.references();
      if (!(transform instanceof IdentityTransform)
          || references.length != 1
          || references[0].fieldNames().length != 1) {
        throw new UnsupportedOperationException(
            "Paimon partitions by columns only, not by " + transform.describe());
      }
      keys.add(references[0].fieldNames()[0]);
    }
    return keys;
  }

  private static @Nullable String defaultValue(Column column) {
    ColumnDefaultValue value = column.defaultValue();
    return value == null ? null : String.valueOf(value.getValue().value());
  }

  private static List<String> names(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",")).map(String::trim).toList();
  }
}
