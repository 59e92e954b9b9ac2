package dev.moraine.catalog;

import java.util.Collection;

/**
 * The newest snapshot of one branch of a table, with the totals up to it, counted before merging.
 *
 * @param version counts the moves of this head, for compare-and-set; ids come again after a
 *     rollback, versions do not
 */
public record Head(
    Snapshot snapshot,
    long recordCount,
    long fileSizeInBytes,
    long fileCount,
    long lastFileCreationTimeMs,
    long version) {
  /** A head whose totals are the sums of {@code partitions}. */
  public static Head counted(
      Snapshot snapshot, Collection<PartitionStatistics> partitions, long version) {
    long records = 0;
    long bytes = 0;
    long count = 0;
    long newest = 0;
    for (PartitionStatistics partition : partitions) {
      records += partition.recordCount();
      bytes += partition.fileSizeInBytes();
      count += partition.fileCount();
      newest = Math.max(newest, partition.lastFileCreationTimeMs());
    }
    return new Head(snapshot, records, bytes, count, newest, version);
  }

  Head withVersion(long next) {
    return new Head(
        snapshot, recordCount, fileSizeInBytes, fileCount, lastFileCreationTimeMs, next);
  }
}
