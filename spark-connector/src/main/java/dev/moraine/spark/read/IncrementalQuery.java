package dev.moraine.spark.read;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.options.ConfigOption;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** A table function for what came into a table between two of its states. */
public final class IncrementalQuery extends AbstractFunction1<Seq<Expression>, LogicalPlan> {
  private final String name;
  private final ConfigOption<String> option;

  private IncrementalQuery(String name, ConfigOption<String> option) {
    this.name = name;
    this.option = option;
  }

  /** Adds the table functions to a session. */
  public static void register(SparkSessionExtensions extensions) {
    for (IncrementalQuery function :
        List.of(
            new IncrementalQuery("paimon_incremental_query", CoreOptions.INCREMENTAL_BETWEEN),
            new IncrementalQuery(
                "paimon_incremental_between_timestamp",
                CoreOptions.INCREMENTAL_BETWEEN_TIMESTAMP))) {
      extensions.injectTableFunction(
          new Tuple3<>(
              new FunctionIdentifier(function.name),
              new ExpressionInfo(IncrementalQuery.class.getName(), function.name),
              function));
    }
  }

  @Override
  public LogicalPlan apply(Seq<Expression> arguments) {
    List<Expression> given = CollectionConverters.asJava(arguments);
    if (given.size() != 3) {
      throw new IllegalArgumentException(name + " takes a table and two states of it, from and to");
    }
    String between = text(given.get(1)) + "," + text(given.get(2));
    return relation(text(given.get(0)), Map.of(option.key(), between));
  }

  private static String text(Expression expression) {
    Object value = expression.foldable() ? expression.eval(null) : null;
    if (value == null) {
      throw new IllegalArgumentException(
          "Tables and their states are given as constants, not as " + expression.sql());
    }
    // Spark counts microseconds, Paimon milliseconds.
    return expression.dataType().equals(DataTypes.TimestampType)
        ? Long.toString(Math.floorDiv((Long) value, 1000L))
        : value.toString();
  }

  private LogicalPlan relation(String tableName, Map<String, String> options) {
    SparkSession session = (SparkSession) org.apache.spark.sql.SparkSession.active();
    CatalogManager catalogs = session.sessionState().catalogManager();
    String[] parts = parts(session, tableName);
    CatalogPlugin catalog =
        parts.length > 2 ? catalogs.catalog(parts[0]) : catalogs.currentCatalog();
    Identifier identifier =
        Identifier.of(
            parts.length > 2
                ? Arrays.copyOfRange(parts, 1, parts.length - 1)
                : parts.length == 2 ? new String[] {parts[0]} : catalogs.currentNamespace(),
            parts[parts.length - 1]);
    Table table = load(catalog, identifier);
    if (!(table instanceof PaimonTable)
        || !(((PaimonTable) table).table() instanceof FileStoreTable)) {
      throw new IllegalArgumentException(name + " reads Paimon tables; " + tableName + " is none");
    }
    return DataSourceV2Relation.create(
        table,
        Option.apply(catalog),
        Option.apply(identifier),
        new CaseInsensitiveStringMap(options));
  }

  private static Table load(CatalogPlugin catalog, Identifier identifier) {
    if (!(catalog instanceof TableCatalog)) {
      throw new IllegalArgumentException("The catalog " + catalog.name() + " has no tables");
    }
    try {
      return ((TableCatalog) catalog).loadTable(identifier);
    } catch (NoSuchTableException e) {
      throw new IllegalArgumentException("There is no table " + identifier, e);
    }
  }

  private static String[] parts(SparkSession session, String tableName) {
    try {
      return CollectionConverters.asJava(
              session.sessionState().sqlParser().parseMultipartIdentifier(tableName))
          .toArray(new String[0]);
    } catch (ParseException e) {
      throw new IllegalArgumentException("'" + tableName + "' is no name of a table", e);
    }
  }
}
