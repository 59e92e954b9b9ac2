package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.predicate.PredicateProjectionConverter;
import org.apache.paimon.predicate.PredicateVisitor;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownTopN;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Collects what Spark hands down to one read of a table, and makes its scan. */
public final class PaimonScanBuilder
    implements SupportsPushDownV2Filters,
        SupportsPushDownRequiredColumns,
        SupportsPushDownAggregates,
        SupportsPushDownTopN,
        SupportsPushDownLimit {
  /** Options that a single read may set. */
  static final Set<String> READ_OPTIONS =
      Set.of(
          CoreOptions.SCAN_SNAPSHOT_ID.key(),
          CoreOptions.SCAN_TAG_NAME.key(),
          CoreOptions.SCAN_VERSION.key(),
          CoreOptions.SCAN_TIMESTAMP_MILLIS.key(),
          CoreOptions.SCAN_TIMESTAMP.key(),
          CoreOptions.SCAN_WATERMARK.key(),
          CoreOptions.SCAN_FILE_CREATION_TIME_MILLIS.key(),
          CoreOptions.SCAN_CREATION_TIME_MILLIS.key(),
          CoreOptions.SCAN_MODE.key(),
          CoreOptions.INCREMENTAL_BETWEEN.key(),
          CoreOptions.INCREMENTAL_BETWEEN_TIMESTAMP.key(),
          CoreOptions.INCREMENTAL_BETWEEN_SCAN_MODE.key(),
          CoreOptions.INCREMENTAL_BETWEEN_TAG_TO_SNAPSHOT.key(),
          CoreOptions.INCREMENTAL_TO_AUTO_TAG.key(),
          CoreOptions.SOURCE_SPLIT_TARGET_SIZE.key(),
          CoreOptions.READ_BATCH_SIZE.key(),
          CoreOptions.STREAMING_READ_APPEND_OVERWRITE.key(),
          PaimonStream.MAX_FILES);

  private final Table table;
  private final QueryRules rules;
  private final PushedFilters filters;
  private RowType readType;
  private StructType readSchema;
  private @Nullable Integer limit;
  private @Nullable TopRows topRows;
  private @Nullable LocalScan aggregated;

  public PaimonScanBuilder(Table table) {
    this.table = table;
    this.rules = QueryRules.of(table);
    this.filters = new PushedFilters(table, rules);
    this.readType = table.rowType();
    this.readSchema = SparkTypes.carried(table.rowType());
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    return filters.push(predicates);
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
    // Nested fields are read whole; only top-level columns are pruned.
    readType = table.rowType().project(names);
    readSchema = SparkTypes.carried(readType);
  }

  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    return pushAggregation(aggregation);
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    if (!decidedByRawValues()) {
      return false;
    }
    aggregated =
        MetadataAggregation.answer(
                (FileStoreTable) table, aggregation, () -> planning().newScan().plan().splits())
            .orElse(null);
    return aggregated != null;
  }

  @Override
  public boolean pushTopN(SortOrder[] orders, int rows) {
    topRows =
        decidedByRawValues() ? TopRows.of((FileStoreTable) table, orders, rows).orElse(null) : null;
    return topRows != null;
  }

  // What the catalog hides from this reader, metadata of files still tell.
  private boolean decidedByRawValues() {
    return table instanceof FileStoreTable && !rules.exist();
  }

  @Override
  public boolean pushLimit(int rows) {
    // Core stops planning once enough rows are planned, counting rows that a row filter hides.
    if (filters.handledByReader().isPresent() || rules.hideValues()) {
      return false;
    }
    limit = rows;
    return true;
  }

  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  private ReadBuilder planning() {
    return table.newReadBuilder().withFilter(filters.forPlanning());
  }

  @Override
  public Scan build() {
    if (aggregated != null) {
      return aggregated;
    }
    RowType physical = physicalType();
    ReadBuilder builder = planning().withReadType(physical);
    if (limit != null) {
      builder.withLimit(limit);
    }
    org.apache.paimon.predicate.Predicate rowFilter =
        filters
            .handledByReader()
            .map(
                predicate -> {
                  int[] columns = table.rowType().getFieldIndices(physical.getFieldNames());
                  return predicate
                      .visit(PredicateProjectionConverter.fromProjection(columns))
                      .orElseThrow();
                })
            .orElse(null);
    return new PaimonScan(
        table,
        builder,
        builder,
        new RowLayout(physical, readType, rowFilter),
        filters.forPlanning(),
        describe(),
        decidedByRawValues(),
        topRows);
  }

  private RowType physicalType() {
    Set<String> names = new LinkedHashSet<>(readType.getFieldNames());
    filters
        .handledByReader()
        .ifPresent(predicate -> names.addAll(PredicateVisitor.collectFieldNames(predicate)));
    names.addAll(rules.needed(readType.getFieldNames()));
    if (names.isEmpty()) {
      // COUNT(*) wants rows without columns; file formats want at least one column.
      names.add(cheapestColumn());
    }
    return table.rowType().project(new ArrayList<>(names));
  }

  private String cheapestColumn() {
    return table.rowType().getFields().stream()
        .sorted(Comparator.comparing(field -> field.type().defaultSize() > 8))
        .map(DataField::name)
        .filter(name -> rules.mayRead(List.of(name)))
        .findFirst()
        .orElse(table.rowType().getFieldNames().get(0));
  }

  private String describe() {
    return table.name()
        + " columns "
        + new TreeSet<>(List.of(readSchema.fieldNames()))
        + " filters "
        + filters
        + (limit == null ? "" : " limit " + limit)
        + (topRows == null ? "" : " " + topRows)
        + (table instanceof FileStoreTable ? "" : " (" + table.getClass().getSimpleName() + ")");
  }
}
