package dev.moraine.spark.read;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.paimon.catalog.TableQueryAuthResult;
import org.apache.paimon.predicate.FieldRef;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateVisitor;
import org.apache.paimon.predicate.Transform;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;

/**
 * The rules under which the catalog lets this reader see a table: columns that it may read, a row
 * filter, masks.
 *
 * <p>Core asks for the columns of each scan, filters and masks while it reads. Nothing may be
 * handed down to planning that is decided by raw values: a limit would count hidden rows, and a
 * filter on a masked column would probe them.
 */
public final class QueryRules {
  private final Optional<FileStoreTable> asked;
  private final Optional<Predicate> rowFilter;
  private final Map<String, Transform> masks;

  private QueryRules(
      Optional<FileStoreTable> asked, Optional<Predicate> rowFilter, Map<String, Transform> masks) {
    this.asked = asked;
    this.rowFilter = rowFilter;
    this.masks = masks;
  }

  /** Asks the catalog, if the table's options say that it has rules. */
  public static QueryRules of(Table table) {
    if (!(table instanceof FileStoreTable)
        || !((FileStoreTable) table).coreOptions().queryAuthEnabled()) {
      return new QueryRules(Optional.empty(), Optional.empty(), Map.of());
    }
    FileStoreTable asked = (FileStoreTable) table;
    // About no column yet: which ones are read is known when the scan is planned, and asked then.
    TableQueryAuthResult answer = auth(asked, List.of());
    return answer == null
        ? new QueryRules(Optional.of(asked), Optional.empty(), Map.of())
        : new QueryRules(
            Optional.of(asked),
            Optional.ofNullable(answer.extractPredicate()),
            answer.extractColumnMasking());
  }

  private static TableQueryAuthResult auth(FileStoreTable table, List<String> columns) {
    return table.catalogEnvironment().tableQueryAuth(table.coreOptions()).auth(columns);
  }

  /**
   * Refuses what would touch more of the table than this reader may see.
   *
   * @param what the subject of a sentence
   */
  public static void requireNone(Table table, String what) {
    QueryRules rules = of(table);
    if (rules.hideValues() || !rules.mayRead(table.rowType().getFieldNames())) {
      throw new UnsupportedOperationException(
          what + " needs all of " + table.fullName() + ", of which only a part may be read");
    }
  }

  /** Whether there may be rules, about columns at least. */
  boolean exist() {
    return asked.isPresent();
  }

  /** Whether any row is hidden or any column masked. */
  boolean hideValues() {
    return rowFilter.isPresent() || !masks.isEmpty();
  }

  boolean mask(String column) {
    return masks.containsKey(column);
  }

  boolean mayRead(List<String> columns) {
    if (asked.isEmpty()) {
      return true;
    }
    try {
      auth(asked.get(), columns);
      return true;
    } catch (RuntimeException e) {
      // The catalog's own sentence comes when the columns are read.
      return false;
    }
  }

  /** Columns that core has to read to apply the rules to these. */
  Set<String> needed(List<String> columns) {
    Set<String> needed = new LinkedHashSet<>();
    rowFilter.ifPresent(filter -> needed.addAll(PredicateVisitor.collectFieldNames(filter)));
    for (String column : columns) {
      Transform mask = masks.get(column);
      if (mask != null) {
        for (Object input : mask.inputs()) {
          if (input instanceof FieldRef) {
            needed.add(((FieldRef) input).name());
          }
        }
      }
    }
    return needed;
  }
}
