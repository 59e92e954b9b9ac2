package dev.moraine.catalog.doctor;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.TableId;
import java.util.Locale;
import java.util.Optional;

/**
 * Something in which the database and the warehouse differ.
 *
 * @param catalog its name; empty for a folder that no catalog has
 * @param subject the table, with its branch, or the folder
 * @param table whose difference it is; empty for a folder that no row names
 * @param folder where to look
 * @param sentence what differs
 */
public record Difference(
    Kind kind,
    String catalog,
    String subject,
    Optional<TableId> table,
    StorageLocation folder,
    String sentence) {
  /** Stable names, also for programs. */
  public enum Kind {
    FOLDER_MISSING,
    SCHEMA_FILE_MISSING,
    SCHEMA_FILES_AHEAD,
    SNAPSHOT_FILE_MISSING,
    SNAPSHOT_FILE_DIFFERS,
    SNAPSHOT_FILES_AHEAD,
    FILES_MISSING,
    FORWARD_INTERRUPTED,
    REPLACEMENT_INTERRUPTED,
    UNKNOWN_BRANCH,
    UNKNOWN_FOLDER;

    /** Such as {@code unknown-folder}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
