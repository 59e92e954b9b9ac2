package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkRow;
import dev.moraine.spark.types.SparkTypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.stats.ColStats;
import org.apache.paimon.table.Table;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.read.colstats.ColumnStatistics;
import org.jspecify.annotations.Nullable;

/** What an analysis of the table has stored of its columns, for Spark's optimiser. */
final class AnalysedColumns {
  private AnalysedColumns() {}

  /** Of these columns those that were analysed. */
  static Map<NamedReference, ColumnStatistics> of(Table table, RowType columns) {
    Map<NamedReference, ColumnStatistics> known = new LinkedHashMap<>();
    table
        .statistics()
        .ifPresent(
            statistics -> {
              for (DataField column : columns.getFields()) {
                ColStats<?> stored = statistics.colStats().get(column.name());
                if (stored != null) {
                  known.put(Expressions.column(column.name()), statistics(column, stored));
                }
              }
            });
    return known;
  }

  private static ColumnStatistics statistics(DataField column, ColStats<?> stored) {
    return new Stored(
        stored.distinctCount(),
        sparkValue(column, stored.min().orElse(null)),
        sparkValue(column, stored.max().orElse(null)),
        stored.nullCount(),
        stored.avgLen(),
        stored.maxLen());
  }

  private static Optional<Object> sparkValue(DataField column, @Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    RowType type = RowType.of(column.type());
    return Optional.ofNullable(
        new SparkRow(type)
            .of(GenericRow.of(value))
            .copy()
            .get(0, SparkTypes.carried(column.type())));
  }

  private record Stored(
      OptionalLong distinctCount,
      Optional<Object> min,
      Optional<Object> max,
      OptionalLong nullCount,
      OptionalLong avgLen,
      OptionalLong maxLen)
      implements ColumnStatistics {}
}
