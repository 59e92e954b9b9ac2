package dev.moraine.audit;

import dev.moraine.error.ResourceKind;
import java.util.Optional;

/**
 * What a call was about, as far as it names it.
 *
 * @param kind of the thing itself
 * @param catalog that it is, or is in; by name or id
 * @param database that it is, or is in
 * @param name of what is neither; of a table that is asked for by its id, that
 */
public record Concerned(
    ResourceKind kind, Optional<String> catalog, Optional<String> database, Optional<String> name) {
  /** Of what is in no catalog. */
  public static Concerned of(ResourceKind kind, String name) {
    return new Concerned(kind, Optional.empty(), Optional.empty(), Optional.of(name));
  }

  public static Concerned catalog(String catalog) {
    return new Concerned(
        ResourceKind.CATALOG, Optional.of(catalog), Optional.empty(), Optional.empty());
  }

  /** Told by a path, which knows the catalog, and by this, which knows what is in it. */
  public Concerned in(Concerned path) {
    return new Concerned(kind, catalog.or(path::catalog), database.or(path::database), name);
  }
}
