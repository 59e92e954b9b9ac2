package dev.moraine.catalog;

import dev.moraine.access.Securable.Kind;
import dev.moraine.error.InvalidRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * A thing by its names, as callers say on what a grant is.
 *
 * @param catalog its name or id
 * @param database present for all that is in one, and itself
 * @param name present for a table, view or function
 */
public record Resource(
    Kind kind, String catalog, Optional<String> database, Optional<String> name) {
  public Resource {
    boolean complete =
        switch (kind) {
          case CATALOG -> database.isEmpty() && name.isEmpty();
          case DATABASE -> database.isPresent() && name.isEmpty();
          case TABLE, VIEW, FUNCTION -> database.isPresent() && name.isPresent();
        };
    if (!complete) {
      throw new InvalidRequest(
          "A catalog is told by 'catalog' alone, a database with 'database', and a table, view or"
              + " function with 'database' and 'name'");
    }
  }

  /**
   * @throws InvalidRequest when there is no such kind of things
   */
  public static Kind parseKind(String text) {
    try {
      return Kind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "There are grants on a CATALOG, DATABASE, TABLE, VIEW or FUNCTION, not on '"
              + text
              + "'");
    }
  }
}
