package dev.moraine.catalog;

/**
 * Port: tables' folders and schema files, in Paimon's layout.
 *
 * <p>Schema files are written here and nowhere else; writers read the newest from storage. All
 * methods throw {@link dev.moraine.error.StorageUnavailable} when storage fails, and {@link
 * dev.moraine.error.InvalidRequest} when Paimon refuses what the client sent.
 */
public interface TableFiles {
  /** Reads a new table's definition, without touching storage. */
  Blueprint interpret(String definition);

  /**
   * What a client asks for.
   *
   * @param location the user's own folder, when given
   */
  record Blueprint(TableKind kind, java.util.Optional<StorageLocation> location) {}

  /** Makes the folder of a catalog; fine when it exists. */
  void createFolder(StorageLocation location);

  /**
   * Makes the folder and, where the kind has one, the first schema file.
   *
   * <p>A folder of the user's that already holds a Paimon table keeps its schema, which must agree
   * with {@code definition}. Format and object tables are what lies in their folder: one of the
   * user's has to exist, or nothing is made.
   */
  TableSchema create(StorageLocation location, Blueprint blueprint, String definition);

  /** The schema of a Paimon table that is there already. */
  TableSchema existingSchema(StorageLocation location);

  /**
   * Works {@code changes} into the table's schema and writes the next schema file, if absent.
   *
   * @param changes a JSON array of Paimon's schema changes
   * @throws dev.moraine.error.NotFound for a column that does not exist
   * @throws dev.moraine.error.AlreadyExists for a column that does
   */
  SchemaStep alter(Table table, String changes);

  /** What became of {@link #alter}. */
  sealed interface SchemaStep {
    /** The next schema file is there and holds {@code schema}. */
    record Written(TableSchema schema) implements SchemaStep {}

    /**
     * Storage was a schema ahead of the row: left by a crash, or by another server just now. The
     * changes were not written; the row has to take {@code newest} first.
     */
    record Behind(TableSchema newest) implements SchemaStep {}
  }

  /** An older schema of the table; empty when there is none of this id. */
  java.util.Optional<TableSchema> schema(Table table, long id);

  /**
   * Takes the table back to an older schema and deletes the younger schema files.
   *
   * @throws dev.moraine.error.Conflict when a snapshot or tag still needs a younger one
   */
  TableSchema rollbackSchema(Table table, long schemaId);

  /**
   * The schema that takes the place of all that the table has, with the next id. Nothing is
   * written.
   *
   * @throws dev.moraine.error.NotImplemented for what only another table can be: of another kind,
   *     or partitioned by other columns
   */
  TableSchema replacement(Table table, String definition);

  /** Writes a schema file, over one of the same id that was left there. */
  void putSchema(Table table, TableSchema schema);

  boolean schemaExists(Table table, long schemaId);

  /** Deletes the folder with everything in it; fine when it is gone already. */
  void deleteFolder(StorageLocation location);
}
