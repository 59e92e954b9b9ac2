package dev.moraine.spark.sql;

import dev.moraine.spark.catalog.Provenance;
import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.types.DataField;
import org.apache.paimon.view.View;
import org.apache.paimon.view.ViewImpl;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CreateView;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.util.StringUtils;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/** CREATE, DROP, SHOW and DESCRIBE of views that are stored in Paimon's catalog. */
final class ViewStatements {
  /** Whose SQL the text of a view is. */
  static final String DIALECT = "spark";

  /** Options of a view that name the columns of its query, in order; Spark's own names for them. */
  static final String QUERY_COLUMN = "view.query.out.col.";

  private static final StructType DESCRIPTION =
      new StructType()
          .add("col_name", DataTypes.StringType, false)
          .add("data_type", DataTypes.StringType, false)
          .add("comment", DataTypes.StringType, true);

  private ViewStatements() {}

  static LogicalPlan create(Statement statement, CreateView create) {
    return statement.does("CREATE VIEW", call -> create(statement, create, call.spark()));
  }

  private static void create(Statement statement, CreateView create, SparkSession session)
      throws Exception {
    requireNoTable(statement);
    String text = create.originalText().get();
    StructType columns = ViewQuery.analysed(session, statement, text).schema();
    View view = view(statement, create, text, columns);
    if (create.replace()) {
      statement.paimon().dropView(statement.paimonIdentifier(), true);
    }
    statement.paimon().createView(statement.paimonIdentifier(), view, create.allowExisting());
  }

  private static void requireNoTable(Statement statement) {
    try {
      statement.paimon().getTable(statement.paimonIdentifier());
    } catch (Catalog.TableNotExistException e) {
      return;
    }
    throw new IllegalArgumentException(
        statement.paimonIdentifier().getFullName() + " is a table: drop it first");
  }

  private static View view(
      Statement statement, CreateView create, String text, StructType columns) {
    List<Tuple2<String, Option<String>>> named =
        CollectionConverters.asJava(create.userSpecifiedColumns());
    if (!named.isEmpty() && named.size() != columns.length()) {
      throw new IllegalArgumentException(
          "The view names %d columns, and its query has %d"
              .formatted(named.size(), columns.length()));
    }
    Map<String, String> options = new HashMap<>(CollectionConverters.asJava(create.properties()));
    List<DataField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (StructField column : columns.fields()) {
      int i = fields.size();
      String name = named.isEmpty() ? column.name() : named.get(i)._1();
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("The view would have two columns named " + name);
      }
      fields.add(
          new DataField(
              i,
              name,
              SparkTypes.toPaimon(column.dataType(), column.nullable()),
              orNull(named.isEmpty() ? column.getComment() : named.get(i)._2())));
      options.put(QUERY_COLUMN + i, column.name());
    }
    return new ViewImpl(
        statement.paimonIdentifier(),
        fields,
        text,
        Map.of(DIALECT, text),
        orNull(create.comment()),
        options);
  }

  private static @Nullable String orNull(Option<String> text) {
    return text.isEmpty() ? null : text.get();
  }

  static LogicalPlan drop(Statement statement, boolean ifExists) {
    return statement.does(
        "DROP VIEW", call -> statement.paimon().dropView(statement.paimonIdentifier(), ifExists));
  }

  static LogicalPlan show(Statement statement, Option<String> pattern) {
    return statement.does(
        "SHOW VIEWS",
        new StructType()
            .add("namespace", DataTypes.StringType, false)
            .add("viewName", DataTypes.StringType, false)
            .add("isTemporary", DataTypes.BooleanType, false),
        call -> {
          String database = statement.database();
          List<Object[]> rows = new ArrayList<>();
          for (String view : matching(statement.paimon().listViews(database), pattern)) {
            rows.add(new Object[] {database, view, false});
          }
          return rows;
        });
  }

  /** The names that a pattern of SHOW matches, sorted. */
  static List<String> matching(List<String> names, Option<String> pattern) {
    List<String> sorted = names.stream().sorted().toList();
    return pattern.isEmpty()
        ? sorted
        : CollectionConverters.asJava(
            StringUtils.filterPattern(CollectionConverters.asScala(sorted).toSeq(), pattern.get()));
  }

  static LogicalPlan describe(Statement statement, View view, boolean extended) {
    return statement.does(
        "DESCRIBE VIEW",
        DESCRIPTION,
        call -> {
          List<Object[]> rows = new ArrayList<>();
          for (DataField column : view.rowType().getFields()) {
            rows.add(
                new Object[] {
                  column.name(),
                  SparkTypes.carried(column.type()).simpleString(),
                  column.description()
                });
          }
          if (extended) {
            rows.add(new Object[] {"", "", ""});
            rows.add(new Object[] {"# Detailed View Information", "", ""});
            details(statement, view).forEach((name, of) -> rows.add(new Object[] {name, of, ""}));
          }
          return rows;
        });
  }

  private static Map<String, String> details(Statement statement, View view) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("Catalog", statement.spark().name());
    details.put("Database", statement.database());
    details.put("View", statement.identifier().name());
    view.comment().ifPresent(comment -> details.put("Comment", comment));
    details.put("View Text", view.query(DIALECT));
    details.put("View Properties", properties(view).toString());
    return details;
  }

  private static Map<String, String> properties(View view) {
    Map<String, String> properties = new TreeMap<>(view.options());
    properties.keySet().removeIf(key -> key.startsWith(QUERY_COLUMN));
    Provenance.removeFrom(properties);
    // Reserved, as it is for Spark's own tables: it is not set but had.
    properties.remove(TableCatalog.PROP_OWNER);
    return properties;
  }

  static LogicalPlan showCreate(Statement statement, View view) {
    return statement.does(
        "SHOW CREATE VIEW",
        new StructType().add("createtab_stmt", DataTypes.StringType, false),
        call -> List.<Object[]>of(new Object[] {definition(statement, view)}));
  }

  private static String definition(Statement statement, View view) {
    StringBuilder sql = new StringBuilder("CREATE VIEW ");
    sql.append(quoted(statement.database()))
        .append('.')
        .append(quoted(statement.identifier().name()))
        .append(
            view.rowType().getFields().stream()
                .map(
                    field ->
                        quoted(field.name())
                            + (field.description() == null
                                ? ""
                                : " COMMENT " + literal(field.description())))
                .collect(Collectors.joining(",\n  ", " (\n  ", ")\n")));
    view.comment().ifPresent(c -> sql.append("COMMENT ").append(literal(c)).append('\n'));
    Map<String, String> properties = properties(view);
    if (!properties.isEmpty()) {
      sql.append(
          properties.entrySet().stream()
              .map(each -> literal(each.getKey()) + " = " + literal(each.getValue()))
              .collect(Collectors.joining(",\n  ", "TBLPROPERTIES (\n  ", ")\n")));
    }
    return sql.append("AS ").append(view.query(DIALECT)).append('\n').toString();
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
