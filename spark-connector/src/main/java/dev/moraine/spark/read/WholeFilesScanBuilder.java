package dev.moraine.spark.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
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
  private final BiConsumer<PaimonScan, Optional<org.apache.paimon.predicate.Predicate>> whenBuilt;
  private RowType readType;

  /**
   * @param whenBuilt is given the scan, and what all rows that it is about have in common
   */
  public WholeFilesScanBuilder(
      FileStoreTable table,
      BiConsumer<PaimonScan, Optional<org.apache.paimon.predicate.Predicate>> whenBuilt) {
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
            filters.forPlanning(),
            table.name() + " whole files " + filters,
            false,
            null);
    whenBuilt.accept(scan, Optional.ofNullable(filters.forPlanning()));
    return scan;
  }
}
