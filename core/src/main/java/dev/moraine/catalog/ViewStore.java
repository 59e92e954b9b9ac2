package dev.moraine.catalog;

import dev.moraine.access.Sight;
import java.util.List;
import java.util.Optional;

/** Port: views of databases. Knows nothing of the tables, with which views share their names. */
public interface ViewStore {
  Optional<View> find(CatalogId catalog, ViewName name);

  /** By name, ascending. */
  List<View> list(DatabaseId database, NamePattern pattern, PageRequest page, Sight sight);

  /** By {@code database.view}, ascending; {@link PageRequest#after} is such a name. */
  List<ViewName> listAll(
      CatalogId catalog, NamePattern databases, NamePattern views, PageRequest page, Sight sight);

  boolean existAny(DatabaseId database);

  /**
   * @return false when another view has the name; nothing was written
   */
  boolean insert(View view);

  /**
   * Replaces the schema.
   *
   * @return false when its row had changed since {@code expected} was read; nothing was written
   */
  boolean update(View expected, ViewSchema next, Provenance provenance);

  /**
   * Gives the view another name, in the same catalog.
   *
   * @return false when its row had changed since {@code expected} was read, or another view has the
   *     name; nothing was written
   */
  boolean rename(View expected, DatabaseId database, ViewName destination, Provenance provenance);

  /**
   * @return false when it was gone already, or has another name by now
   */
  boolean delete(View view);

  /** Deletes all views of the database. */
  void deleteAll(DatabaseId database);
}
