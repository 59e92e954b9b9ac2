package dev.moraine.catalog;

import java.util.Map;

/** A database of a catalog. */
public record Database(
    DatabaseId id,
    CatalogId catalogId,
    String name,
    Map<String, String> options,
    Provenance provenance) {
  public Database {
    options = Map.copyOf(options);
  }
}
