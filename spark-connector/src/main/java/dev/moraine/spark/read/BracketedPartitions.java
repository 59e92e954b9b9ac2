package dev.moraine.spark.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Partition literals in the spelling of Paimon before 1.1.
 *
 * <p>The system tables have rendered a partition as {@code {2024-06-24, 19}} since Paimon 1.1, and
 * as {@code [2024-06-24, 19]} before. A statement written for the older form must find the same
 * rows; the rows keep today's rendering. Since Spark would compare the older form with what the
 * rows hold, a predicate rewritten here is evaluated by our reader alone.
 */
final class BracketedPartitions {
  private static final String COLUMN = "partition";
  private static final Set<String> SYSTEM_TABLES =
      Set.of("files", "buckets", "file_key_ranges", "table_indexes");

  private BracketedPartitions() {}

  static Optional<BracketedPartitions> of(Table table) {
    if (table instanceof FileStoreTable || !table.rowType().containsField(COLUMN)) {
      return Optional.empty();
    }
    String name = table.name().toLowerCase(Locale.ROOT);
    return SYSTEM_TABLES.contains(name.substring(name.lastIndexOf('$') + 1))
        ? Optional.of(new BracketedPartitions())
        : Optional.empty();
  }

  /** The predicate with its literals in today's form, or empty if it has none of the older form. */
  Optional<Predicate> rewrite(Predicate predicate) {
    boolean onPartition = false;
    for (Expression child : predicate.children()) {
      onPartition |=
          child instanceof NamedReference
              && ((NamedReference) child).fieldNames().length == 1
              && ((NamedReference) child).fieldNames()[0].equals(COLUMN);
    }
    boolean changed = false;
    List<Expression> children = new ArrayList<>();
    for (Expression child : predicate.children()) {
      Expression rewritten = child;
      if (child instanceof Predicate) {
        rewritten = rewrite((Predicate) child).map(p -> (Expression) p).orElse(child);
      } else if (onPartition) {
        rewritten = rewriteLiteral(child);
      }
      changed |= rewritten != child;
      children.add(rewritten);
    }
    return changed
        ? Optional.of(new Predicate(predicate.name(), children.toArray(new Expression[0])))
        : Optional.empty();
  }

  private static Expression rewriteLiteral(Expression expression) {
    if (expression instanceof LiteralValue
        && ((LiteralValue<?>) expression).value() instanceof UTF8String) {
      String text = ((LiteralValue<?>) expression).value().toString();
      if (text.length() >= 2 && text.startsWith("[") && text.endsWith("]")) {
        String today = "{" + text.substring(1, text.length() - 1) + "}";
        return new LiteralValue<>(UTF8String.fromString(today), DataTypes.StringType);
      }
    }
    return expression;
  }
}
