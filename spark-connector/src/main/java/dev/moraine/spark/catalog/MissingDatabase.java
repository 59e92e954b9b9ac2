package dev.moraine.spark.catalog;

import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** The refusal of a statement because its database does not exist; names the one that makes it. */
public final class MissingDatabase {
  private MissingDatabase() {}

  /** For statements about the database or about a table to be made in it. */
  public static NoSuchNamespaceException of(String database) {
    return new NoSuchNamespaceException(
        "SCHEMA_NOT_FOUND", parameters("schemaName", named(database)));
  }

  /** For statements about a table in it. */
  public static NoSuchTableException of(String database, String table) {
    return new NoSuchTableException(
        "TABLE_OR_VIEW_NOT_FOUND",
        parameters("relationName", quoted(database) + "." + quoted(table) + advice(database)),
        Option.empty());
  }

  private static String named(String database) {
    return quoted(database) + advice(database);
  }

  private static String advice(String database) {
    return " (there is no such database; to make it, run CREATE DATABASE IF NOT EXISTS "
        + quoted(database)
        + ")";
  }

  private static scala.collection.immutable.Map<String, String> parameters(
      String name, String value) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(Map.of(name, value)));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
