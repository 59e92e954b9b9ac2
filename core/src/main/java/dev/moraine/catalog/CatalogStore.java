package dev.moraine.catalog;

import dev.moraine.access.Sight;
import java.util.List;
import java.util.Optional;

/** Port: catalogs by id and name. */
public interface CatalogStore {
  Optional<Catalog> find(CatalogId id);

  Optional<Catalog> findByName(String name);

  /** By name, ascending. */
  List<Catalog> list(NamePattern pattern, PageRequest page, Sight sight);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Catalog catalog);

  /** Replaces options and provenance; the last of two concurrent changes stays. */
  void update(Catalog catalog);

  /**
   * @return false when it was gone already
   */
  boolean delete(CatalogId id);
}
