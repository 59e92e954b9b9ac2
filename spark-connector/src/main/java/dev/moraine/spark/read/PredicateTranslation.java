package dev.moraine.spark.read;

import dev.moraine.spark.types.PaimonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Spark's predicates as Paimon's, over the columns of one table.
 *
 * <p>What is translated means the same in both, for rows and for file statistics alike; whatever
 * would not is left to Spark.
 */
public final class PredicateTranslation {
  private final RowType rowType;
  private final PredicateBuilder builder;

  public PredicateTranslation(RowType rowType) {
    this.rowType = rowType;
    this.builder = new PredicateBuilder(rowType);
  }

  /** Paimon's predicate, or empty if there is none with the same meaning. */
  public Optional<org.apache.paimon.predicate.Predicate> translate(Predicate predicate) {
    return Optional.ofNullable(translated(predicate));
  }

  private org.apache.paimon.predicate.@Nullable Predicate translated(Predicate predicate) {
    Expression[] children = predicate.children();
    switch (predicate.name()) {
      case "AND":
        return both(children, PredicateBuilder::and);
      case "OR":
        return both(children, PredicateBuilder::or);
      case "NOT":
        return children[0] instanceof Predicate ? negated((Predicate) children[0]) : null;
      case "IS_NULL":
        return column(children[0]) < 0 ? null : builder.isNull(column(children[0]));
      case "IS_NOT_NULL":
        return column(children[0]) < 0 ? null : builder.isNotNull(column(children[0]));
      case "IN":
        return in(children);
      default:
        return children.length == 2 ? comparison(predicate.name(), children) : null;
    }
  }

  // Paimon's negation of a comparison is false for NULL, as Spark's is; but the negation of a
  // null-safe comparison is true for NULL, which Paimon has no word for.
  private org.apache.paimon.predicate.@Nullable Predicate negated(Predicate predicate) {
    return comparesNullSafely(predicate)
        ? null
        : translate(predicate).flatMap(translated -> translated.negate()).orElse(null);
  }

  private static boolean comparesNullSafely(Predicate predicate) {
    if (predicate.name().equals("<=>")) {
      return true;
    }
    for (Expression child : predicate.children()) {
      if (child instanceof Predicate && comparesNullSafely((Predicate) child)) {
        return true;
      }
    }
    return false;
  }

  private interface Combination {
    org.apache.paimon.predicate.Predicate of(List<org.apache.paimon.predicate.Predicate> parts);
  }

  private org.apache.paimon.predicate.@Nullable Predicate both(
      Expression[] children, Combination combination) {
    List<org.apache.paimon.predicate.Predicate> parts = new ArrayList<>();
    for (Expression child : children) {
      org.apache.paimon.predicate.Predicate part =
          child instanceof Predicate ? translated((Predicate) child) : null;
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return combination.of(parts);
  }

  private org.apache.paimon.predicate.@Nullable Predicate in(Expression[] children) {
    int column = column(children[0]);
    if (column < 0) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      Object value = literal(children[i], column);
      if (value == null) {
        return null; // a NULL in the list, too: its negation is never true
      }
      values.add(value);
    }
    return values.isEmpty() ? null : builder.in(column, values);
  }

  private org.apache.paimon.predicate.@Nullable Predicate comparison(
      String name, Expression[] children) {
    int left = column(children[0]);
    int right = column(children[1]);
    if (left >= 0 && right < 0) {
      return comparison(name, left, children[1]);
    }
    if (right >= 0 && left < 0) {
      return comparison(mirrored(name), right, children[0]);
    }
    return null;
  }

  private org.apache.paimon.predicate.@Nullable Predicate comparison(
      String name, int column, Expression operand) {
    if (isNull(operand)) {
      return name.equals("<=>") ? builder.isNull(column) : null;
    }
    Object value = literal(operand, column);
    if (value == null) {
      return null;
    }
    switch (name) {
      case "=":
      case "<=>":
        return builder.equal(column, value);
      case "<>":
        return builder.notEqual(column, value);
      case "<":
        return builder.lessThan(column, value);
      case "<=":
        return builder.lessOrEqual(column, value);
      case ">":
        return builder.greaterThan(column, value);
      case ">=":
        return builder.greaterOrEqual(column, value);
      case "STARTS_WITH":
        return builder.startsWith(column, value);
      case "ENDS_WITH":
        return builder.endsWith(column, value);
      case "CONTAINS":
        return builder.contains(column, value);
      default:
        return null;
    }
  }

  private static String mirrored(String name) {
    switch (name) {
      case "=":
      case "<=>":
      case "<>":
        return name;
      case "<":
        return ">";
      case "<=":
        return ">=";
      case ">":
        return "<";
      case ">=":
        return "<=";
      default:
        return ""; // 'x' LIKE column and its kin
    }
  }

  private int column(Expression expression) {
    if (expression instanceof NamedReference) {
      String[] names = ((NamedReference) expression).fieldNames();
      return names.length == 1 ? rowType.getFieldNames().indexOf(names[0]) : -1;
    }
    return -1;
  }

  private static boolean isNull(Expression expression) {
    return expression instanceof Literal && ((Literal<?>) expression).value() == null;
  }

  private @Nullable Object literal(Expression expression, int column) {
    if (!(expression instanceof Literal)) {
      return null;
    }
    Object value = ((Literal<?>) expression).value();
    DataType type = rowType.getTypeAt(column);
    return value == null ? null : PaimonValues.literal(value, type);
  }
}
