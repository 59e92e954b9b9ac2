package dev.moraine.catalog;

import dev.moraine.access.Sight;
import java.util.List;
import java.util.Optional;

/** Port: functions of databases. */
public interface FunctionStore {
  Optional<Function> find(CatalogId catalog, FunctionName name);

  /** By name, ascending. */
  List<Function> list(DatabaseId database, NamePattern pattern, PageRequest page, Sight sight);

  /** By {@code database.function}, ascending; {@link PageRequest#after} is such a name. */
  List<FunctionName> listAll(
      CatalogId catalog,
      NamePattern databases,
      NamePattern functions,
      PageRequest page,
      Sight sight);

  boolean existAny(DatabaseId database);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Function function);

  /**
   * Replaces the description.
   *
   * @return false when its row had changed since {@code expected} was read; nothing was written
   */
  boolean update(Function expected, FunctionDescription next, Provenance provenance);

  /**
   * @return false when it was gone already
   */
  boolean delete(FunctionId id);

  /** Deletes all functions of the database. */
  void deleteAll(DatabaseId database);
}
