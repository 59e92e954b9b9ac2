package dev.moraine.catalog;

import java.util.UUID;

/** Stays when the catalog is renamed; shaped {@code clg-paimon-} and 16 hex digits. */
public record CatalogId(String value) {
  /** How all ids begin, and no name does: clients give either. */
  static final String MARK = "clg-";

  private static final String PREFIX = MARK + "paimon-";

  static CatalogId from(UUID random) {
    return new CatalogId(PREFIX + random.toString().replace("-", "").substring(0, 16));
  }

  @Override
  public String toString() {
    return value;
  }
}
