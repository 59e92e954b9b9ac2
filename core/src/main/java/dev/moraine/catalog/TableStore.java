package dev.moraine.catalog;

import dev.moraine.access.Sight;
import java.util.List;
import java.util.Optional;

/**
 * Port: tables of databases, and the folders of deleted tables that still have to go.
 *
 * <p>A table in the recycle bin belongs to no database: nothing here finds, lists or changes it.
 */
public interface TableStore {
  /** The table, or the branch of it that the name says. */
  Optional<Table> find(CatalogId catalog, TableName name);

  Optional<Table> find(CatalogId catalog, TableBranch ref);

  /** By name, ascending. */
  List<Table> list(DatabaseId database, TableFilter filter, PageRequest page, Sight sight);

  /** By {@code database.table}, ascending; {@link PageRequest#after} is such a name. */
  List<TableName> listAll(
      CatalogId catalog, NamePattern databases, NamePattern tables, PageRequest page, Sight sight);

  /** Where foreign tables with snapshots lie, of all catalogs. */
  List<StorageLocation> foreignFolders();

  boolean existAny(DatabaseId database);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Table table);

  /**
   * Moves the table, or the branch of it that {@code expected} is, to another schema.
   *
   * @return false when its row had changed since {@code expected} was read; nothing was written
   */
  boolean updateSchema(Table expected, TableSchema next, Provenance provenance);

  /** Notes that all that the table has is being replaced. */
  void beginReplacement(TableId table, Replacement replacement);

  /** Takes the note of {@link #beginReplacement} back. */
  void endReplacement(TableId table);

  /** What was begun and not ended. */
  Optional<Replacement> findReplacement(TableId table);

  /**
   * Gives the table another name, in the same catalog.
   *
   * @return false when its row had changed since {@code expected} was read, or the name is taken;
   *     nothing was written
   */
  boolean rename(Table expected, DatabaseId database, TableName destination, Provenance provenance);

  /**
   * Deletes the table with its branches, heads and partitions; a managed table's folder is noted to
   * go.
   *
   * @return false when it was gone already, or has another name by now; nothing was written
   */
  boolean delete(Table table);

  /** Folders of managed tables that were deleted, whose files may still be there. */
  List<StorageLocation> foldersToDelete();

  /** To be called when the folder is gone. */
  void folderDeleted(StorageLocation folder);
}
