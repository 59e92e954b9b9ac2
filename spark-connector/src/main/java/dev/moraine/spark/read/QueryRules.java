package dev.moraine.spark.read;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.paimon.catalog.TableQueryAuthResult;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateVisitor;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;

/**
 * The row filter and column masks under which the catalog lets this reader see a table.
 *
 * <p>Core applies them while it reads. Nothing may be handed down to planning that is decided by
 * raw values: a limit would count hidden rows, and a filter on a masked column would probe them.
 *
 * @param present true if any row is hidden or any column masked
 * @param masked the masked columns
 * @param needed columns that core has to read to apply the row filter
 */
public record QueryRules(boolean present, Set<String> masked, Set<String> needed) {
  private static final QueryRules NONE = new QueryRules(false, Set.of(), Set.of());

  public QueryRules {
    masked = Set.copyOf(masked);
    needed = Set.copyOf(needed);
  }

  /** Asks the catalog, if the table's options say that it has rules. */
  public static QueryRules of(Table table) {
    if (!(table instanceof FileStoreTable)
        || !((FileStoreTable) table).coreOptions().queryAuthEnabled()) {
      return NONE;
    }
    FileStoreTable asked = (FileStoreTable) table;
    TableQueryAuthResult answer =
        asked
            .catalogEnvironment()
            .tableQueryAuth(asked.coreOptions())
            .auth(asked.rowType().getFieldNames());
    if (answer == null) {
      return NONE;
    }
    Set<String> needed = new LinkedHashSet<>();
    Predicate filter = answer.extractPredicate();
    if (filter != null) {
      needed.addAll(PredicateVisitor.collectFieldNames(filter));
    }
    Set<String> masked = answer.extractColumnMasking().keySet();
    return filter == null && masked.isEmpty() ? NONE : new QueryRules(true, masked, needed);
  }
}
