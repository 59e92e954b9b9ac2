package dev.moraine.spark.sql;

import dev.moraine.spark.procedure.SysProcedure;
import java.util.List;
import java.util.Optional;
import org.apache.paimon.catalog.Catalog;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.ResolvedProcedure;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Call;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a statement is about: a name in a Paimon catalog.
 *
 * <p>A statement for which Spark 4.0 asks no catalog becomes the call of a procedure that carries
 * it and that no name leads to; so it needs neither a plan nor an execution of its own.
 */
record Statement(PaimonBacked spark, Identifier identifier) {

  /** The name, if it is in a Paimon catalog. */
  static Optional<Statement> about(
      SparkSession session, scala.collection.immutable.Seq<String> name) {
    List<String> parts = CollectionConverters.asJava(name);
    CatalogManager manager = manager(session);
    if (parts.size() > 1 && manager.isCatalogRegistered(parts.get(0))) {
      return in(manager.catalog(parts.get(0)), parts.subList(1, parts.size()));
    }
    if (parts.size() > 1) {
      return in(manager.currentCatalog(), parts);
    }
    return in(
        manager.currentCatalog(),
        java.util.stream.Stream.concat(
                java.util.Arrays.stream(manager.currentNamespace()), parts.stream())
            .toList());
  }

  /** All of a namespace, if it is in a Paimon catalog; no name means the current one. */
  static Optional<Statement> aboutNamespace(
      SparkSession session, scala.collection.immutable.Seq<String> namespace) {
    CatalogManager manager = manager(session);
    if (namespace.isEmpty()) {
      return in(manager.currentCatalog(), List.of(manager.currentNamespace()), "");
    }
    List<String> parts = CollectionConverters.asJava(namespace);
    return manager.isCatalogRegistered(parts.get(0))
        ? in(manager.catalog(parts.get(0)), parts.subList(1, parts.size()), "")
        : in(manager.currentCatalog(), parts, "");
  }

  private static CatalogManager manager(SparkSession session) {
    return ((org.apache.spark.sql.classic.SparkSession) session).sessionState().catalogManager();
  }

  private static Optional<Statement> in(CatalogPlugin catalog, List<String> parts) {
    int last = parts.size() - 1;
    return in(catalog, parts.subList(0, last), parts.get(last));
  }

  private static Optional<Statement> in(
      CatalogPlugin catalog, List<String> namespace, String name) {
    return catalog instanceof PaimonBacked backed
        ? Optional.of(new Statement(backed, Identifier.of(namespace.toArray(new String[0]), name)))
        : Optional.empty();
  }

  Catalog paimon() {
    return spark.catalog();
  }

  /** The database that the name is in. */
  String database() {
    if (identifier.namespace().length != 1) {
      throw new IllegalArgumentException(
          "A Paimon catalog has one level of databases; '"
              + String.join(".", identifier.namespace())
              + "' is none");
    }
    return identifier.namespace()[0];
  }

  org.apache.paimon.catalog.Identifier paimonIdentifier() {
    return new org.apache.paimon.catalog.Identifier(database(), identifier.name());
  }

  /** A plan that does this when it is analysed, and answers its rows. */
  LogicalPlan does(String name, StructType answer, SysProcedure.Body body) {
    SysProcedure carrier = new SysProcedure(name, name, List.of(), answer, body);
    return new Call(
        new ResolvedProcedure(
            spark, identifier, carrier.of(spark.name(), paimon()).bind(new StructType())),
        CollectionConverters.asScala(List.<Expression>of()).toSeq(),
        true);
  }

  /** A plan that does this when it is analysed, and answers nothing. */
  LogicalPlan does(String name, SysProcedure.Action action) {
    return does(
        name,
        new StructType(),
        call -> {
          action.run(call);
          return List.of();
        });
  }
}
