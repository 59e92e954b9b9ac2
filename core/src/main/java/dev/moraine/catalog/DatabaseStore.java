package dev.moraine.catalog;

import dev.moraine.access.Sight;
import java.util.List;
import java.util.Optional;

/** Port: databases of catalogs. */
public interface DatabaseStore {
  Optional<Database> find(CatalogId catalog, String name);

  /**
   * Finds a database and holds it until the transaction ends: another transaction that holds it is
   * waited for, and seen.
   *
   * <p>Who gives a name in a database, drops it, or changes what it has read in it, holds it first:
   * what is read then stays so. For transactions that write.
   */
  Optional<Database> hold(CatalogId catalog, String name);

  /** By name, ascending. */
  List<String> listNames(CatalogId catalog, NamePattern pattern, PageRequest page, Sight sight);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Database database);

  /** Replaces options and provenance of a database that is held. */
  void update(Database database);

  /**
   * @return false when it was gone already
   */
  boolean delete(DatabaseId id);
}
