package dev.moraine.catalog;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a client that looks after the files itself says about partitions; a negative number says
 * nothing about it.
 */
public record PartitionReport(Meaning meaning, List<PartitionStatistics> statistics) {
  public static final PartitionReport NOTHING = new PartitionReport(Meaning.TOTALS, List.of());

  /** What the numbers are. */
  public enum Meaning {
    DIFFERENCES,
    TOTALS
  }

  public PartitionReport {
    statistics = List.copyOf(statistics);
  }

  PartitionReport withSpecs(UnaryOperator<Map<String, String>> change) {
    return new PartitionReport(
        meaning, statistics.stream().map(each -> each.of(change.apply(each.spec()))).toList());
  }
}
