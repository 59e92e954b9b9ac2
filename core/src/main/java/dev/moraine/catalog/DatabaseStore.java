package dev.moraine.catalog;

import java.util.List;
import java.util.Optional;

/** Port: databases of catalogs. */
public interface DatabaseStore {
  Optional<Database> find(CatalogId catalog, String name);

  /** By name, ascending. */
  List<String> listNames(CatalogId catalog, NamePattern pattern, PageRequest page);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Database database);

  /** Replaces options and provenance; the last of two concurrent changes stays. */
  void update(Database database);

  /**
   * @return false when it was gone already
   */
  boolean delete(DatabaseId id);
}
