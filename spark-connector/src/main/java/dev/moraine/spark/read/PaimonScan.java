package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkColumn;
import dev.moraine.spark.types.SparkTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.connector.read.colstats.ColumnStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One read of a table, planned once: statistics, tasks and whoever rewrites the files that were
 * read all see the same splits.
 */
public final class PaimonScan
    implements SupportsReportStatistics, SupportsRuntimeV2Filtering, Batch {
  private static final Set<String> VECTORISED_FORMATS = Set.of("parquet", "orc");

  private final Table table;
  private final ReadBuilder planning;
  private final ReadBuilder reading;
  private final RowLayout layout;
  private final org.apache.paimon.predicate.@Nullable Predicate filter;
  private final String description;
  private final boolean openToOptimiser;
  private final @Nullable TopRows topRows;
  private @Nullable List<Split> splits;

  /**
   * @param filter what {@code planning} chooses files by
   * @param openToOptimiser whether Spark may narrow the partitions while the query runs, and know
   *     what was stored of raw values
   */
  PaimonScan(
      Table table,
      ReadBuilder planning,
      ReadBuilder reading,
      RowLayout layout,
      org.apache.paimon.predicate.@Nullable Predicate filter,
      String description,
      boolean openToOptimiser,
      @Nullable TopRows topRows) {
    this.table = table;
    this.planning = planning;
    this.reading = reading;
    this.layout = layout;
    this.filter = filter;
    this.description = description;
    this.openToOptimiser = openToOptimiser;
    this.topRows = topRows;
  }

  /** What this scan reads; planned at the first call. */
  public synchronized List<Split> splits() {
    List<Split> planned = splits;
    if (planned == null) {
      planned = planning.newScan().plan().splits();
      planned = List.copyOf(topRows == null ? planned : topRows.narrow(planned));
      splits = planned;
    }
    return planned;
  }

  @Override
  public StructType readSchema() {
    return SparkTypes.carried(layout.wanted());
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
    return new PaimonStream((FileStoreTable) table, filter, reading, layout, checkpointLocation);
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return SplitPacking.partitions(table, splits());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new SplitReaderFactory(reading, layout, readsColumns());
  }

  // Rows that are merged, masked or put together come one by one.
  private boolean readsColumns() {
    return layout.filter() == null
        && layout.wanted().getFieldTypes().stream().allMatch(SparkColumn::canShow)
        && splits().stream().allMatch(PaimonScan::isReadInPlace);
  }

  private static boolean isReadInPlace(Split split) {
    return split instanceof DataSplit
        && ((DataSplit) split).rawConvertible()
        && ((DataSplit) split)
            .dataFiles().stream().allMatch(file -> VECTORISED_FORMATS.contains(file.fileFormat()));
  }

  @Override
  public NamedReference[] filterAttributes() {
    return table.partitionKeys().stream()
        .filter(key -> openToOptimiser && layout.wanted().containsField(key))
        .map(Expressions::column)
        .toArray(NamedReference[]::new);
  }

  @Override
  public synchronized void filter(Predicate[] predicates) {
    RowType partitions = table.rowType().project(table.partitionKeys());
    PredicateTranslation translation = new PredicateTranslation(partitions);
    List<org.apache.paimon.predicate.Predicate> known =
        Arrays.stream(predicates).map(translation::translate).flatMap(Optional::stream).toList();
    splits =
        splits().stream()
            .filter(
                split ->
                    !(split instanceof DataSplit)
                        || known.stream()
                            .allMatch(filter -> filter.test(((DataSplit) split).partition())))
            .toList();
  }

  @Override
  public Statistics estimateStatistics() {
    long rows = 0;
    long bytes = 0;
    boolean known = true;
    for (Split split : splits()) {
      OptionalLong merged = split.mergedRowCount();
      long count = merged.isPresent() ? merged.getAsLong() : split.rowCount();
      known &= count >= 0;
      rows += count;
      bytes += SplitPacking.bytes(split);
    }
    boolean counted = known && bytes > 0;
    // Files are compressed: the rows' own width keeps a join from broadcasting too much.
    long width = Math.max(bytes, rows * readSchema().defaultSize());
    return new ScanStatistics(
        counted ? OptionalLong.of(rows) : OptionalLong.empty(),
        splits().isEmpty()
            ? OptionalLong.of(0)
            : counted ? OptionalLong.of(width) : OptionalLong.empty(),
        openToOptimiser && costBased() ? AnalysedColumns.of(table, layout.wanted()) : Map.of());
  }

  // Nobody else looks at statistics of columns, and to get them takes a request.
  private static boolean costBased() {
    return Boolean.parseBoolean(SparkSession.active().conf().get("spark.sql.cbo.enabled"));
  }

  private record ScanStatistics(
      OptionalLong numRows,
      OptionalLong sizeInBytes,
      Map<NamedReference, ColumnStatistics> columnStats)
      implements Statistics {}
}
