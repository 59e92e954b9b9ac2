package dev.moraine.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.AnalyzeColumn;
import org.apache.spark.sql.catalyst.plans.logical.AnalyzeTable;
import org.apache.spark.sql.catalyst.plans.logical.CreateFunction;
import org.apache.spark.sql.catalyst.plans.logical.CreateUserDefinedFunction;
import org.apache.spark.sql.catalyst.plans.logical.CreateView;
import org.apache.spark.sql.catalyst.plans.logical.DropFunction;
import org.apache.spark.sql.catalyst.plans.logical.DropView;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes over the statements for which Spark 4.0 asks no catalog but its own, where they are about a
 * Paimon catalog. Spark's parser has read them; only SHOW PROCEDURES it does not know.
 */
final class PaimonStatements {
  private static final Pattern SHOW_PROCEDURES =
      Pattern.compile(
          "\\s*SHOW\\s+PROCEDURES(?:\\s+(?:FROM|IN)\\s+(\\S+?))?\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE);

  private final SparkSession session;

  PaimonStatements(SparkSession session) {
    this.session = session;
  }

  /** The plan of SHOW PROCEDURES, if that is what the text says. */
  Optional<LogicalPlan> showProcedures(String sql, ParserInterface parser) throws ParseException {
    Matcher matcher = SHOW_PROCEDURES.matcher(sql);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> namespace = new ArrayList<>();
    if (matcher.group(1) != null) {
      namespace.addAll(
          CollectionConverters.asJava(parser.parseMultipartIdentifier(matcher.group(1))));
    }
    return Statement.aboutNamespace(session, CollectionConverters.asScala(namespace).toSeq())
        .map(PaimonStatements::listProcedures);
  }

  private static LogicalPlan listProcedures(Statement statement) {
    return statement.does(
        "SHOW PROCEDURES",
        new StructType()
            .add("catalog", DataTypes.StringType, false)
            .add("namespace", DataTypes.StringType, false)
            .add("procedure_name", DataTypes.StringType, false)
            .add("signature", DataTypes.StringType, false)
            .add("description", DataTypes.StringType, false),
        call ->
            statement.spark().procedures().stream()
                .map(
                    procedure ->
                        new Object[] {
                          statement.spark().name(),
                          "sys",
                          procedure.name(),
                          procedure.signature(),
                          procedure.description()
                        })
                .toList());
  }

  /** The plan of such a statement; the same plan for every other. */
  LogicalPlan takeOver(LogicalPlan plan) {
    return takenOver(plan).orElse(plan);
  }

  private Optional<LogicalPlan> takenOver(LogicalPlan plan) {
    if (plan instanceof CreateView create) {
      return object(create.child()).map(s -> ViewStatements.create(s, create));
    }
    if (plan instanceof DropView drop) {
      return object(drop.child()).map(s -> ViewStatements.drop(s, drop.ifExists()));
    }
    if (plan instanceof ShowViews show) {
      return namespace(show.namespace()).map(s -> ViewStatements.show(s, show.pattern()));
    }
    if (plan instanceof CreateUserDefinedFunction create) {
      return object(create.child()).map(s -> FunctionStatements.create(s, create));
    }
    if (plan instanceof CreateFunction create) {
      return object(create.child()).map(FunctionStatements::refuseClass);
    }
    if (plan instanceof DropFunction drop) {
      return object(drop.child()).map(s -> FunctionStatements.drop(s, drop.ifExists()));
    }
    if (plan instanceof ShowFunctions show) {
      return namespace(show.namespace()).map(s -> FunctionStatements.show(s, session, show));
    }
    if (plan instanceof AnalyzeTable analyze) {
      return object(analyze.child())
          .map(
              s ->
                  analyze.partitionSpec().isEmpty()
                      ? AnalyzeStatement.of(s, Option.empty(), false)
                      : AnalyzeStatement.refusePartitions(s));
    }
    if (plan instanceof AnalyzeColumn analyze) {
      return object(analyze.child())
          .map(s -> AnalyzeStatement.of(s, analyze.columnNames(), analyze.allColumns()));
    }
    return Optional.empty();
  }

  private Optional<Statement> object(LogicalPlan name) {
    if (name instanceof UnresolvedIdentifier identifier) {
      return isTemporary(identifier.nameParts())
          ? Optional.empty()
          : Statement.about(session, identifier.nameParts());
    }
    if (name instanceof UnresolvedFunctionName function) {
      return Statement.about(session, function.multipartIdentifier());
    }
    if (name instanceof UnresolvedTableOrView table) {
      return isTemporary(table.multipartIdentifier())
          ? Optional.empty()
          : Statement.about(session, table.multipartIdentifier());
    }
    return Optional.empty();
  }

  private boolean isTemporary(Seq<String> view) {
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .sessionState()
        .catalogManager()
        .v1SessionCatalog()
        .isTempView(view);
  }

  private Optional<Statement> namespace(LogicalPlan name) {
    if (name instanceof UnresolvedNamespace namespace) {
      return Statement.aboutNamespace(session, namespace.multipartIdentifier());
    }
    // SHOW without FROM means the namespace in use.
    return Statement.aboutNamespace(
        session, CollectionConverters.asScala(List.<String>of()).toSeq());
  }
}
