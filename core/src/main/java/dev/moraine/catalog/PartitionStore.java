package dev.moraine.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Port: partitions of tables' branches with their statistics. */
public interface PartitionStore {
  /** By name, descending, as the protocol pages partitions. */
  List<Partition> list(TableBranch table, NamePattern pattern, PageRequest page);

  /** In no particular order; names that do not exist are left out. */
  List<Partition> find(TableBranch table, List<String> names);

  /**
   * Registers partitions of which nothing is counted yet; those that are there already stay as they
   * are.
   *
   * @param specs columns in their order
   * @return names of those that were not there
   */
  Set<String> insert(TableBranch table, List<Map<String, String>> specs, Provenance provenance);

  /**
   * @return names of those that were there
   */
  Set<String> delete(TableBranch table, List<String> names);

  /**
   * Sets the counts, or adds to them; the number of buckets stays, and partitions that count
   * nothing do too.
   *
   * @return names of partitions that are not there; of those nothing was written
   */
  List<String> report(TableBranch table, PartitionReport report, Provenance provenance);

  /** Adds the differences; a partition whose counts all fall to zero or below goes. */
  void add(TableBranch table, List<PartitionStatistics> differences, Provenance provenance);

  /**
   * Puts these in place of all. A partition that stays keeps who made it and when, and what {@link
   * Partition#done} said of it.
   */
  void replaceAll(
      TableBranch table,
      Map<Map<String, String>, PartitionStatistics> partitions,
      Provenance provenance);

  /** Puts the partitions of one branch in place of all of another branch of the same table. */
  void copyAll(TableBranch from, TableBranch to);

  void markDone(TableBranch table, List<String> names, Provenance provenance);
}
