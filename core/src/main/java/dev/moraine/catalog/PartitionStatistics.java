package dev.moraine.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a commit changed in one partition: signed differences, but for {@code totalBuckets} and the
 * time.
 *
 * @param spec partition columns in their order; empty for an unpartitioned table
 */
public record PartitionStatistics(
    Map<String, String> spec,
    long recordCount,
    long fileSizeInBytes,
    long fileCount,
    long lastFileCreationTimeMs,
    int totalBuckets) {
  public PartitionStatistics {
    // Not Map.copyOf: the order of the columns makes the partition's name.
    spec = Collections.unmodifiableMap(new LinkedHashMap<>(spec));
  }

  /** The same numbers, of another partition. */
  PartitionStatistics of(Map<String, String> other) {
    return new PartitionStatistics(
        other, recordCount, fileSizeInBytes, fileCount, lastFileCreationTimeMs, totalBuckets);
  }
}
