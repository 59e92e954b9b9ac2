package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkRow;
import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.predicate.CompareUtils;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.BigIntType;
import org.apache.paimon.types.CharType;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeFamily;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.InternalRowUtils;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Counts, smallest and greatest values, per partition or of all, answered from the metadata of
 * files.
 *
 * <p>Only if they say all of it: files that have to be merged, bounds that a writer left out or cut
 * short, and values that a deletion vector may have removed are left to a scan.
 */
final class MetadataAggregation {
  /** One function over the files of one group. */
  private interface Running {
    /** False if metadata do not tell. */
    boolean add(DataSplit split);

    @Nullable Object result();
  }

  private record Function(DataType resultType, Supplier<Running> start) {}

  private final List<DataField> groupBy;
  private final int[] groupPositions;
  private final List<Function> functions;
  private final Map<List<Object>, List<Running>> groups = new LinkedHashMap<>();

  private MetadataAggregation(
      List<DataField> groupBy, int[] groupPositions, List<Function> functions) {
    this.groupBy = groupBy;
    this.groupPositions = groupPositions;
    this.functions = functions;
  }

  /**
   * The answer, or empty if it takes reading.
   *
   * @param splits plans what is to be aggregated; not asked if the functions alone forbid it
   */
  static Optional<LocalScan> answer(
      FileStoreTable table, Aggregation aggregation, Supplier<List<Split>> splits) {
    return of(table, aggregation)
        .filter(started -> splits.get().stream().allMatch(started::add))
        .map(finished -> finished.scan(table.name() + " from metadata of its files"));
  }

  private static Optional<MetadataAggregation> of(FileStoreTable table, Aggregation aggregation) {
    List<DataField> groupBy = new ArrayList<>();
    List<String> keys = table.partitionKeys();
    for (Expression expression : aggregation.groupByExpressions()) {
      Optional<DataField> column =
          column(expression)
              .filter(keys::contains)
              .map(table.rowType()::getField)
              .filter(field -> !field.type().is(DataTypeFamily.BINARY_STRING)); // no equality
      if (column.isEmpty()) {
        return Optional.empty();
      }
      groupBy.add(column.get());
    }
    List<Function> functions = new ArrayList<>();
    for (AggregateFunc called : aggregation.aggregateExpressions()) {
      Optional<Function> function = function(table, called);
      if (function.isEmpty()) {
        return Optional.empty();
      }
      functions.add(function.get());
    }
    int[] positions = groupBy.stream().mapToInt(field -> keys.indexOf(field.name())).toArray();
    return Optional.of(new MetadataAggregation(groupBy, positions, functions));
  }

  private static Optional<Function> function(FileStoreTable table, AggregateFunc called) {
    if (called instanceof CountStar) {
      return Optional.of(new Function(new BigIntType(false), () -> new RowCount(null)));
    }
    Optional<ColumnBounds> column =
        called.children().length == 1
            ? column(called.children()[0]).flatMap(name -> ColumnBounds.of(table, name))
            : Optional.empty();
    // CHAR values are padded by some writers and not by others.
    if (column.isEmpty() || column.get().type() instanceof CharType) {
      return Optional.empty();
    }
    ColumnBounds bounds = column.get();
    if (called instanceof Count && !((Count) called).isDistinct()) {
      return Optional.of(new Function(new BigIntType(false), () -> new RowCount(bounds)));
    }
    if (called instanceof Min || called instanceof Max) {
      int sign = called instanceof Min ? 1 : -1;
      return Optional.of(new Function(bounds.type().copy(true), () -> new Extreme(bounds, sign)));
    }
    return Optional.empty();
  }

  private static Optional<String> column(Expression expression) {
    if (!(expression instanceof NamedReference)) {
      return Optional.empty();
    }
    String[] names = ((NamedReference) expression).fieldNames();
    return names.length == 1 ? Optional.of(names[0]) : Optional.empty();
  }

  private boolean add(Split planned) {
    if (!ColumnBounds.areKnownOf(planned)
        || ((DataSplit) planned).isStreaming()
        || planned.mergedRowCount().isEmpty()) {
      return false;
    }
    DataSplit split = (DataSplit) planned;
    List<Object> group = new ArrayList<>();
    for (int i = 0; i < groupPositions.length; i++) {
      group.add(InternalRowUtils.get(split.partition(), groupPositions[i], groupBy.get(i).type()));
    }
    return groups.computeIfAbsent(group, key -> started()).stream()
        .allMatch(function -> function.add(split));
  }

  private List<Running> started() {
    return functions.stream().map(function -> function.start().get()).toList();
  }

  private LocalScan scan(String description) {
    if (groups.isEmpty() && groupBy.isEmpty()) {
      groups.put(List.of(), started()); // an empty table is one group of no rows
    }
    List<DataField> columns = new ArrayList<>();
    for (DataField field : groupBy) {
      columns.add(new DataField(columns.size(), "group" + columns.size(), field.type()));
    }
    for (Function function : functions) {
      columns.add(
          new DataField(columns.size(), "aggregate" + columns.size(), function.resultType()));
    }
    RowType type = new RowType(columns);
    SparkRow view = new SparkRow(type);
    List<InternalRow> rows = new ArrayList<>();
    groups.forEach(
        (group, results) -> {
          List<Object> values = new ArrayList<>(group);
          results.forEach(result -> values.add(result.result()));
          rows.add(view.of(GenericRow.of(values.toArray())).copy());
        });
    return new Answer(SparkTypes.carried(type), rows.toArray(new InternalRow[0]), description);
  }

  private static final class RowCount implements Running {
    private final @Nullable ColumnBounds counted;
    private long rows;

    private RowCount(@Nullable ColumnBounds counted) {
      this.counted = counted;
    }

    @Override
    public boolean add(DataSplit split) {
      rows += split.mergedRowCount().orElseThrow();
      return counted == null || withoutNulls(counted, split);
    }

    private boolean withoutNulls(ColumnBounds column, DataSplit split) {
      for (DataFileMeta file : split.dataFiles()) {
        Optional<ColumnBounds.Bounds> bounds = column.of(split, file);
        if (bounds.isEmpty() || bounds.get().nulls() > 0 && !hasAllItsRows(split)) {
          return false;
        }
        rows -= bounds.get().nulls();
      }
      return true;
    }

    @Override
    public Object result() {
      return rows;
    }
  }

  private static final class Extreme implements Running {
    private final ColumnBounds column;
    private final int sign;
    private @Nullable Object found;

    /**
     * @param sign positive for the smallest, negative for the greatest
     */
    private Extreme(ColumnBounds column, int sign) {
      this.column = column;
      this.sign = sign;
    }

    @Override
    public boolean add(DataSplit split) {
      for (DataFileMeta file : split.dataFiles()) {
        Optional<ColumnBounds.Bounds> bounds = column.of(split, file);
        if (bounds.isEmpty() || !hasAllItsRows(split)) {
          return false;
        }
        Object value = sign > 0 ? bounds.get().min() : bounds.get().max();
        if (value != null
            && (found == null
                || CompareUtils.compareLiteral(column.type(), value, found) * sign < 0)) {
          found = value;
        }
      }
      return true;
    }

    @Override
    public @Nullable Object result() {
      return found;
    }
  }

  private static boolean hasAllItsRows(DataSplit split) {
    return split.rawConvertible()
        && split.deletionFiles().stream()
            .flatMap(List::stream)
            .allMatch(deletions -> deletions == null);
  }

  private record Answer(StructType readSchema, InternalRow[] rows, String description)
      implements LocalScan {}
}
