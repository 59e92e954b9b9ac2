package dev.moraine.spark.read;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.QueryAuthSplit;
import org.apache.paimon.table.source.Split;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;

/** Puts small splits together, so that a task has worthwhile work and every core has some. */
final class SplitPacking {
  private static final long OPEN_COST = 4L << 20;

  private SplitPacking() {}

  /** Bytes of the split's files; 0 if unknown. */
  static long bytes(Split split) {
    if (split instanceof QueryAuthSplit) {
      return bytes(((QueryAuthSplit) split).split());
    }
    if (!(split instanceof DataSplit)) {
      return 0;
    }
    long bytes = 0;
    for (DataFileMeta file : ((DataSplit) split).dataFiles()) {
      bytes += file.fileSize();
    }
    return bytes;
  }

  /** The tasks that read these splits of a table in the active session. */
  static InputPartition[] partitions(Table table, List<Split> splits) {
    long target =
        Options.fromMap(table.options()).get(CoreOptions.SOURCE_SPLIT_TARGET_SIZE).getBytes();
    int parallelism = SparkSession.active().sparkContext().defaultParallelism();
    return pack(splits, target, parallelism).toArray(new InputPartition[0]);
  }

  /**
   * Groups of neighbouring splits, each of about the target size.
   *
   * @param parallelism at least so many groups, if there are so many splits
   */
  private static List<SplitPartition> pack(List<Split> splits, long targetBytes, int parallelism) {
    long total = 0;
    for (Split split : splits) {
      total += bytes(split) + OPEN_COST;
    }
    long target = Math.max(OPEN_COST, Math.min(targetBytes, total / Math.max(1, parallelism)));
    List<SplitPartition> partitions = new ArrayList<>();
    List<Split> group = new ArrayList<>();
    long size = 0;
    for (Split split : splits) {
      long next = bytes(split) + OPEN_COST;
      if (!group.isEmpty() && size + next > target) {
        partitions.add(new SplitPartition(List.copyOf(group)));
        group.clear();
        size = 0;
      }
      group.add(split);
      size += next;
    }
    if (!group.isEmpty()) {
      partitions.add(new SplitPartition(List.copyOf(group)));
    }
    return partitions;
  }
}
