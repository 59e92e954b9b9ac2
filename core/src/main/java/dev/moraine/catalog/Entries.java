package dev.moraine.catalog;

import java.util.HashMap;
import java.util.Map;

/** Maps that differ from another in one entry. */
final class Entries {
  private Entries() {}

  static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> changed = new HashMap<>(map);
    changed.put(key, value);
    return changed;
  }

  static Map<String, String> without(Map<String, String> map, String key) {
    Map<String, String> changed = new HashMap<>(map);
    changed.remove(key);
    return changed;
  }
}
