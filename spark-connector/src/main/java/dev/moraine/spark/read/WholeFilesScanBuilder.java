package dev.moraine.spark.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads files that are about to be replaced.
 *
 * <p>Filters choose the files and nothing more: every row of a chosen file is delivered, since a
 * row that was skipped would be lost with its file.
 */
public final class WholeFilesScanBuilder
    implements SupportsPushDownV2Filters, SupportsPushDownRequiredColumns {
  private final FileStoreTable table;
  private final PushedFilters filters;
  private final Consumer<PaimonScan> whenBuilt;
  private RowType readType;

  public WholeFilesScanBuilder(FileStoreTable table, Consumer<PaimonScan> whenBuilt) {
    this.table = table;
    this.filters = new PushedFilters(table, QueryRules.of(table));
    this.whenBuilt = whenBuilt;
    this.readType = table.rowType();
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    filters.push(predicates);
    return predicates;
  }

  @Override
  public Predicate[] pushedPredicates() {
    return filters.pushed();
  }

  @Override
  public void pruneColumns(StructType required) {
    List<String> names = new ArrayList<>();
    for (StructField field : required.fields()) {
      names.add(field.name());
    }
    if (!names.isEmpty()) {
      readType = table.rowType().project(names);
    }
  }

  @Override
  public Scan build() {
    ReadBuilder planning = table.newReadBuilder();
    planning.withFilter(filters.forPlanning());
    ReadBuilder reading = table.newReadBuilder().withReadType(readType);
    PaimonScan scan =
        new PaimonScan(
            table,
            planning,
            reading,
            new RowLayout(readType, readType, null),
            table.name() + " whole files " + filters);
    whenBuilt.accept(scan);
    return scan;
  }
}
