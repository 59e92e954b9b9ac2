package dev.moraine.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * What a view shows.
 *
 * @param fields Paimon's JSON of the columns, an array
 * @param query what is run where no dialect fits
 * @param dialects the query as each engine writes it, by the engine's name
 */
public record ViewSchema(
    String fields,
    String query,
    Map<String, String> dialects,
    Optional<String> comment,
    Map<String, String> options) {
  public ViewSchema {
    dialects = Map.copyOf(dialects);
    options = Map.copyOf(options);
  }

  ViewSchema withDialects(Map<String, String> value) {
    return new ViewSchema(fields, query, value, comment, options);
  }

  ViewSchema withComment(Optional<String> value) {
    return new ViewSchema(fields, query, dialects, value, options);
  }

  ViewSchema withOptions(Map<String, String> value) {
    return new ViewSchema(fields, query, dialects, comment, value);
  }
}
