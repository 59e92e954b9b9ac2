package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Duration;
import java.time.Instant;

/**
 * What becomes of a table that is dropped: a foreign one is forgotten, a managed one goes into the
 * recycle bin of its catalog.
 */
final class TableRemoval {
  private TableRemoval() {}

  /**
   * @return whether the table's folder has to go now, see {@link DroppedFolders#deleteLeft}
   */
  static boolean remove(
      Transaction tx, Catalog catalog, Table table, Principal caller, Instant now) {
    Duration retention = CatalogOptions.retention(catalog.options());
    if (table.foreign() || retention.isZero()) {
      return tx.tables().delete(table) && !table.foreign();
    }
    tx.droppedTables()
        .insert(
            new DroppedTable(
                table.id(),
                catalog.id(),
                table.name(),
                table.kind(),
                table.location(),
                now,
                caller.name(),
                now.plus(retention)));
    return false;
  }
}
