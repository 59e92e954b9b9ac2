package dev.moraine.catalog;

import java.util.List;
import java.util.Map;

/**
 * What an alteration of options did, by their keys.
 *
 * @param missing removals of what was not there
 */
public record Alteration(List<String> removed, List<String> updated, List<String> missing) {
  static Alteration of(
      Map<String, String> before, Map<String, String> updates, List<String> removals) {
    return new Alteration(
        removals.stream().filter(before::containsKey).toList(),
        updates.keySet().stream().sorted().toList(),
        removals.stream().filter(key -> !before.containsKey(key)).toList());
  }
}
