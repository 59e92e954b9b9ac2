package dev.moraine.spark.read;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.predicate.PredicateVisitor;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.types.CharType;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one scan: which of them prune files, which are settled by pruning alone, which a
 * system table's reader settles, and which Spark evaluates again.
 */
final class PushedFilters {
  private final Table table;
  private final QueryRules rules;
  private final PredicateTranslation translation;
  private final @Nullable BracketedPartitions bracketed;
  private final List<Predicate> pushed = new ArrayList<>();
  private final List<org.apache.paimon.predicate.Predicate> planning = new ArrayList<>();
  private final List<org.apache.paimon.predicate.Predicate> handled = new ArrayList<>();

  PushedFilters(Table table, QueryRules rules) {
    this.table = table;
    this.rules = rules;
    this.translation = new PredicateTranslation(table.rowType());
    this.bracketed = BracketedPartitions.of(table).orElse(null);
  }

  /** Takes the filters it can use and returns those that Spark has to evaluate. */
  Predicate[] push(Predicate[] predicates) {
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : predicates) {
      if (!push(predicate)) {
        left.add(predicate);
      }
    }
    return left.toArray(new Predicate[0]);
  }

  private boolean push(Predicate predicate) {
    Optional<Predicate> rewritten =
        bracketed == null ? Optional.empty() : bracketed.rewrite(predicate);
    Optional<org.apache.paimon.predicate.Predicate> translated =
        translation.translate(rewritten.orElse(predicate));
    if (translated.isEmpty()) {
      return false;
    }
    Set<String> columns = new LinkedHashSet<>(PredicateVisitor.collectFieldNames(translated.get()));
    boolean onPartition = table.partitionKeys().containsAll(columns);
    if (rewritten.isPresent()) {
      handled.add(translated.get());
    } else if (columns.stream().anyMatch(rules::mask) || readsPadded(columns)) {
      return false;
    }
    pushed.add(predicate);
    planning.add(translated.get());
    // A filter that Spark leaves to planning has its columns read by nobody, so that nobody asks
    // whether they may be.
    return rewritten.isPresent()
        || onPartition && table instanceof FileStoreTable && !columns.isEmpty() && !rules.exist();
  }

  // CHAR values are padded by some writers and not by others.
  private boolean readsPadded(Set<String> columns) {
    return columns.stream()
        .anyMatch(name -> table.rowType().getField(name).type() instanceof CharType);
  }

  Predicate[] pushed() {
    return pushed.toArray(new Predicate[0]);
  }

  /** The filter to plan with, or null. */
  org.apache.paimon.predicate.@Nullable Predicate forPlanning() {
    return planning.isEmpty() ? null : PredicateBuilder.and(planning);
  }

  /** The filter that our own reader evaluates row by row. */
  Optional<org.apache.paimon.predicate.Predicate> handledByReader() {
    return handled.isEmpty() ? Optional.empty() : Optional.of(PredicateBuilder.and(handled));
  }

  @Override
  public String toString() {
    return pushed.toString();
  }
}
