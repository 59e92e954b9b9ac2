package dev.moraine.spark.sql;

import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.paimon.types.DataField;
import org.apache.paimon.view.View;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UpCast;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.internal.SessionState;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * The query of a view, as a plan.
 *
 * <p>Names in it are those of the view's own catalog, and of its own database where they name none,
 * whatever the session uses that reads it: who reads a view gets what its owner meant. It is read
 * with the rights of the reader.
 */
final class ViewQuery {
  private static final ThreadLocal<Set<String>> BEING_READ = ThreadLocal.withInitial(HashSet::new);

  private ViewQuery() {}

  /** The view as the relation that stands for its name in a query. */
  static LogicalPlan relation(SparkSession session, Statement named, View view) {
    LogicalPlan query = analysed(session, named, view.query(ViewStatements.DIALECT));
    List<NamedExpression> columns = new ArrayList<>();
    List<DataField> fields = view.rowType().getFields();
    for (int i = 0; i < fields.size(); i++) {
      DataField field = fields.get(i);
      columns.add(
          new Alias(
              cast(column(query, view, i), SparkTypes.carried(field.type())),
              field.name(),
              NamedExpression.newExprId(),
              seq(List.of()),
              Option.empty(),
              seq(List.of())));
    }
    return new SubqueryAlias(
        new AliasIdentifier(
            named.identifier().name(), seq(List.of(named.spark().name(), named.database()))),
        new Project(seq(columns), query));
  }

  // By name where the view says the names: SELECT * may bring columns that came later.
  private static Attribute column(LogicalPlan query, View view, int position) {
    List<Attribute> output = CollectionConverters.asJava(query.output());
    String name = view.options().get(ViewStatements.QUERY_COLUMN + position);
    if (name == null && position < output.size()) {
      return output.get(position);
    }
    return output.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The query of view "
                        + view.fullName()
                        + " has no column "
                        + (name == null ? position + 1 : name)
                        + " any more: make the view anew"));
  }

  private static Expression cast(Attribute column, DataType type) {
    return column.dataType().sameType(type) ? column : new UpCast(column, type, seq(List.of()));
  }

  /** The text, analysed in the place of the view of that name. */
  static LogicalPlan analysed(SparkSession session, Statement named, String text) {
    SessionState state = ((org.apache.spark.sql.classic.SparkSession) session).sessionState();
    String name = named.spark().name() + "." + named.paimonIdentifier().getFullName();
    if (!BEING_READ.get().add(name)) {
      throw new IllegalStateException("View " + name + " reads itself");
    }
    try {
      LogicalPlan query = CTESubstitution.apply(parsed(state, name, text));
      LogicalPlan placed = query.transformWithSubqueries(new InPlace(state, named));
      return state.analyzer().executeAndCheck(placed, new QueryPlanningTracker(Option.empty()));
    } finally {
      BEING_READ.get().remove(name);
    }
  }

  private static LogicalPlan parsed(SessionState state, String name, String text) {
    try {
      return state.sqlParser().parseQuery(text);
    } catch (Exception e) { // a ParseException, which says where
      throw new IllegalStateException(
          "The query of view " + name + " is not in Spark's SQL: " + e.getMessage(), e);
    }
  }

  /** Gives the names of tables their catalog and database. */
  private static final class InPlace extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final SessionState state;
    private final Statement place;

    private InPlace(SessionState state, Statement place) {
      this.state = state;
      this.place = place;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return plan instanceof UnresolvedRelation relation && !namesCatalog(relation);
    }

    private boolean namesCatalog(UnresolvedRelation relation) {
      return relation.multipartIdentifier().size() > 1
          && state.catalogManager().isCatalogRegistered(relation.multipartIdentifier().head());
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      UnresolvedRelation relation = (UnresolvedRelation) plan;
      List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
      Stream<String> before =
          parts.size() == 1
              ? Stream.of(place.spark().name(), place.database())
              : Stream.of(place.spark().name());
      return new UnresolvedRelation(
          seq(Stream.concat(before, parts.stream()).toList()),
          relation.options(),
          relation.isStreaming());
    }
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
