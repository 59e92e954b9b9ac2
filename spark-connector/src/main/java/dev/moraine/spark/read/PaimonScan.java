package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkTypes;
import java.util.List;
import java.util.OptionalLong;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One read of a table, planned once: statistics, tasks and whoever rewrites the files that were
 * read all see the same splits.
 */
public final class PaimonScan implements SupportsReportStatistics, Batch {
  private final Table table;
  private final ReadBuilder planning;
  private final ReadBuilder reading;
  private final RowLayout layout;
  private final String description;
  private @Nullable List<Split> splits;

  PaimonScan(
      Table table,
      ReadBuilder planning,
      ReadBuilder reading,
      RowLayout layout,
      String description) {
    this.table = table;
    this.planning = planning;
    this.reading = reading;
    this.layout = layout;
    this.description = description;
  }

  /** What this scan reads; planned at the first call. */
  public synchronized List<Split> splits() {
    List<Split> planned = splits;
    if (planned == null) {
      planned = List.copyOf(planning.newScan().plan().splits());
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
  public InputPartition[] planInputPartitions() {
    long target =
        Options.fromMap(table.options()).get(CoreOptions.SOURCE_SPLIT_TARGET_SIZE).getBytes();
    int parallelism = SparkSession.active().sparkContext().defaultParallelism();
    return SplitPacking.pack(splits(), target, parallelism).toArray(new InputPartition[0]);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new SplitReaderFactory(reading, layout);
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
            : counted ? OptionalLong.of(width) : OptionalLong.empty());
  }

  private record ScanStatistics(OptionalLong numRows, OptionalLong sizeInBytes)
      implements Statistics {}
}
