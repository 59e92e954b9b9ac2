package dev.moraine.catalog.doctor;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableSchema;
import java.util.List;

/**
 * Port: what lies in storage, whether or not a row names it.
 *
 * <p>All methods throw {@link dev.moraine.error.StorageUnavailable} when storage fails.
 */
public interface StoredTables {
  /** Whether the location is in storage that this server can look into. */
  boolean canSee(StorageLocation location);

  boolean isFolder(StorageLocation location);

  /** The folders in a folder, by name, ascending; none when it is not there. */
  List<StorageLocation> folders(StorageLocation parent);

  /** The last part of a location. */
  String nameOf(StorageLocation folder);

  /** The same for all ways in which one folder can be written. */
  StorageLocation plain(StorageLocation location);

  /** Ids of the schema files of a table or branch, ascending. */
  List<Long> schemaIds(StorageLocation branchFolder);

  /**
   * Writes the file of a schema that a row has, unless there is one of its id.
   *
   * @return false when there was
   */
  boolean putSchema(StorageLocation branchFolder, TableSchema schema);

  /** The names of the branches that have a folder, ascending, {@code main} not among them. */
  List<String> branches(StorageLocation table);

  /** How much of a snapshot is looked at. */
  enum Depth {
    /** Its manifest lists, and the manifests that they name. */
    MANIFESTS,
    /** Its data files too. */
    DATA_FILES
  }

  /** Names of the files that the snapshot needs and that are not there, or cannot be read. */
  List<String> missingFiles(Table table, Snapshot snapshot, Depth depth);
}
