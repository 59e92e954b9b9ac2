package dev.moraine.catalog;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A partition with its statistics, counted before merging.
 *
 * @param spec partition columns in their order
 */
public record Partition(
    Map<String, String> spec,
    long recordCount,
    long fileSizeInBytes,
    long fileCount,
    long lastFileCreationTimeMs,
    int totalBuckets,
    boolean done,
    Provenance provenance) {

  /** {@code dt=1/hh=2}: how partitions are named, sorted and paged. */
  public static String nameOf(Map<String, String> spec) {
    return spec.entrySet().stream()
        .map(column -> column.getKey() + "=" + column.getValue())
        .collect(Collectors.joining("/"));
  }

  public String name() {
    return nameOf(spec);
  }
}
