package dev.moraine.catalog;

import java.util.Map;

/**
 * A catalog: a name for databases that share one warehouse location.
 *
 * @param location where its managed tables' folders are made
 */
public record Catalog(
    CatalogId id,
    String name,
    StorageLocation location,
    Map<String, String> options,
    Provenance provenance) {
  public Catalog {
    options = Map.copyOf(options);
  }

  /** Options that every client of the catalog has to take over. */
  public Map<String, String> clientOptions() {
    return CatalogOptions.forClients(options);
  }
}
