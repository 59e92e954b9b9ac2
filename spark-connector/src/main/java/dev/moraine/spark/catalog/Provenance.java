package dev.moraine.spark.catalog;

import java.util.Map;
import java.util.Set;

/**
 * What a REST catalog tells of who made something and when: Paimon's client puts it among the
 * options of tables and views, though nobody set it and nobody can.
 */
public final class Provenance {
  // Source: Paimon's AuditRESTResponse. The owner is among them, but one of Spark's own properties.
  private static final Set<String> KEYS =
      Set.of("createdAt", "createdBy", "updatedAt", "updatedBy");

  private Provenance() {}

  /** Leaves it out, so that a shown definition makes the same thing again. */
  public static void removeFrom(Map<String, String> options) {
    options.keySet().removeAll(KEYS);
  }
}
