package dev.moraine.catalog;

import java.util.List;
import java.util.Map;

/**
 * What a reader may see of a table; the reader's engine applies it.
 *
 * @param rowFilters Paimon's predicate JSON, all of which a row has to pass
 * @param columnMasks Paimon's transform JSON by column
 */
public record ReadRules(List<String> rowFilters, Map<String, String> columnMasks) {
  /** Everything. */
  public static final ReadRules NONE = new ReadRules(List.of(), Map.of());

  public ReadRules {
    rowFilters = List.copyOf(rowFilters);
    columnMasks = Map.copyOf(columnMasks);
  }
}
