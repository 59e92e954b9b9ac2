package dev.moraine.spark.compact;

import java.time.Duration;
import java.util.List;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.types.DataTypeRoot;
import org.jspecify.annotations.Nullable;

/**
 * A compaction that the table allows.
 *
 * @param table with the caller's options, and never write-only
 * @param idle only partitions without new files for so long
 * @param full everything that can be merged, not only what core finds worthwhile
 */
record CompactRequest(
    FileStoreTable table,
    PartitionChoice partitions,
    SortStrategy strategy,
    List<String> columns,
    @Nullable Duration idle,
    boolean full) {

  CompactRequest {
    columns = List.copyOf(columns);
    if (strategy == SortStrategy.NONE) {
      require(columns.isEmpty(), "order_by needs an order_strategy: order, zorder or hilbert");
    } else {
      requireSortable(table, strategy, columns);
    }
  }

  /** Merges what can be merged in the whole table. */
  static CompactRequest merge(FileStoreTable table) {
    return merge(table, PartitionChoice.all());
  }

  /** Merges what can be merged in these partitions. */
  static CompactRequest merge(FileStoreTable table, PartitionChoice partitions) {
    return new CompactRequest(table, partitions, SortStrategy.NONE, List.of(), null, true);
  }

  private static void requireSortable(
      FileStoreTable table, SortStrategy strategy, List<String> columns) {
    String name = table.fullName();
    require(
        !columns.isEmpty(), "order_strategy " + strategy.name().toLowerCase() + " needs order_by");
    require(
        table.primaryKeys().isEmpty(),
        name
            + " has a primary key, by which its rows are sorted already: leave out order_strategy");
    require(
        table.bucketMode() == BucketMode.BUCKET_UNAWARE,
        name + " has buckets, whose order of rows stays as written: leave out order_strategy");
    require(
        !table.coreOptions().rowTrackingEnabled(),
        name + " tracks rows by their position, so that they cannot be sorted anew");
    require(
        !table.coreOptions().clusteringIncrementalEnabled(),
        name + " clusters its rows by itself: leave out order_strategy");
    for (String column : columns) {
      require(
          table.rowType().containsField(column),
          "order_by: " + name + " has no column '" + column + "'");
      require(
          !table.partitionKeys().contains(column),
          "order_by: '" + column + "' is a partition column, the same in every row of a partition");
      DataTypeRoot type = table.rowType().getField(column).type().getTypeRoot();
      require(
          !NOT_SORTED.contains(type),
          "order_by: column '" + column + "' is of type " + type + ", which has no order");
    }
    require(
        table.rowType().getFieldTypes().stream()
            .noneMatch(type -> type.getTypeRoot() == DataTypeRoot.BLOB),
        name + " has BLOB columns, which cannot be rewritten by sorting");
  }

  private static final List<DataTypeRoot> NOT_SORTED =
      List.of(
          DataTypeRoot.ARRAY,
          DataTypeRoot.MAP,
          DataTypeRoot.MULTISET,
          DataTypeRoot.ROW,
          DataTypeRoot.VARIANT,
          DataTypeRoot.BLOB,
          DataTypeRoot.VECTOR);

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
