package dev.moraine.spark.sql;

import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.view.View;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowCreateTable;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.runtime.AbstractPartialFunction;

/** Finds views by the names that Spark found no table for. */
public final class ViewResolution extends Rule<LogicalPlan> {
  private final SparkSession session;

  public ViewResolution(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.resolveOperatorsUp(
        new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return node instanceof UnresolvedRelation
                || node instanceof DescribeRelation
                || node instanceof ShowCreateTable;
          }

          @Override
          public LogicalPlan apply(LogicalPlan node) {
            return resolved(node).orElse(node);
          }
        });
  }

  private Optional<LogicalPlan> resolved(LogicalPlan node) {
    if (node instanceof UnresolvedRelation relation && !relation.isStreaming()) {
      return view(
          relation.multipartIdentifier(),
          (named, view) -> ViewQuery.relation(session, named, view));
    }
    if (node instanceof DescribeRelation describe
        && describe.relation() instanceof UnresolvedTableOrView of
        && describe.partitionSpec().isEmpty()) {
      return view(
          of.multipartIdentifier(),
          (named, view) -> ViewStatements.describe(named, view, describe.isExtended()));
    }
    if (node instanceof ShowCreateTable show && show.child() instanceof UnresolvedTableOrView of) {
      return view(of.multipartIdentifier(), ViewStatements::showCreate);
    }
    return Optional.empty();
  }

  private Optional<LogicalPlan> view(
      scala.collection.immutable.Seq<String> name, BiFunction<Statement, View, LogicalPlan> then) {
    return Statement.about(session, name)
        .filter(named -> named.identifier().namespace().length == 1)
        .flatMap(named -> find(named).map(view -> then.apply(named, view)));
  }

  private static Optional<View> find(Statement named) {
    try {
      return Optional.of(named.paimon().getView(named.paimonIdentifier()));
    } catch (Catalog.ViewNotExistException e) {
      return Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.empty(); // this metastore has no views
    }
  }
}
