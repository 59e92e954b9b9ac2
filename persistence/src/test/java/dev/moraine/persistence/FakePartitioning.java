package dev.moraine.persistence;

import dev.moraine.catalog.Partitioning;
import dev.moraine.catalog.Table;
import dev.moraine.error.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Every table is partitioned by dt and hh; a condition is what a partition's dt begins with. */
final class FakePartitioning implements Partitioning {
  @Override
  public Map<String, String> inOrder(Table table, Map<String, String> spec) {
    String dt = spec.get("dt");
    String hh = spec.get("hh");
    if (dt == null || hh == null) {
      throw new InvalidRequest("not dt and hh");
    }
    Map<String, String> ordered = new LinkedHashMap<>();
    ordered.put("dt", dt);
    ordered.put("hh", hh);
    return ordered;
  }

  @Override
  public Predicate<Map<String, String>> condition(Table table, String filter) {
    return spec -> spec.getOrDefault("dt", "").startsWith(filter);
  }
}
