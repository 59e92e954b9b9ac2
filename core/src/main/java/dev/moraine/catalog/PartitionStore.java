package dev.moraine.catalog;

import java.util.List;
import java.util.Map;

/** Port: partitions of tables with their statistics. */
public interface PartitionStore {
  /** By name, descending, as the protocol pages partitions. */
  List<Partition> list(TableId table, NamePattern pattern, PageRequest page);

  /** In no particular order; names that do not exist are left out. */
  List<Partition> find(TableId table, List<String> names);

  /** Adds the differences; a partition whose counts all fall to zero or below goes. */
  void add(TableId table, List<PartitionStatistics> differences, Provenance provenance);

  /**
   * Puts these in place of all. A partition that stays keeps who made it and when, and what {@link
   * Partition#done} said of it.
   */
  void replaceAll(
      TableId table,
      Map<Map<String, String>, PartitionStatistics> partitions,
      Provenance provenance);

  void markDone(TableId table, List<String> names, Provenance provenance);
}
