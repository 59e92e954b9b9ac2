package dev.moraine.catalog;

import dev.moraine.access.Sight;
import dev.moraine.error.Conflict;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a folder from becoming two tables: each would have a head of its own, and commits of one
 * would damage the other; and whoever is held to a table's rules would read it without them.
 *
 * <p>Symbolic links are not followed.
 */
final class TakenFolders {
  private TakenFolders() {}

  /**
   * @throws Conflict when {@code folder} is, contains or lies in that of a table with snapshots, in
   *     the recycle bin too
   */
  static void requireFree(Transaction tx, StorageLocation folder) {
    boolean taken =
        tx.tables().foreignFolders().stream().anyMatch(folder::overlaps)
            || catalogs(tx, Optional.empty(), folder);
    if (taken) {
      throw new Conflict(
          "The folder "
              + folder
              + " overlaps with that of a table which is here already, or was dropped and can be"
              + " restored; a folder is one table only");
    }
  }

  // Managed tables lie in their catalog's folder, under their ids.
  private static boolean catalogs(Transaction tx, Optional<String> after, StorageLocation folder) {
    PageRequest page = new PageRequest(PageRequest.MAX_RESULTS, after);
    List<Catalog> catalogs = tx.catalogs().list(NamePattern.ALL, page, Sight.OF_ALL);
    return catalogs.stream().anyMatch(catalog -> isTableOf(tx, catalog, folder))
        || catalogs.size() == PageRequest.MAX_RESULTS
            && catalogs(tx, Optional.of(catalogs.get(catalogs.size() - 1).name()), folder);
  }

  private static boolean isTableOf(Transaction tx, Catalog catalog, StorageLocation folder) {
    if (!folder.isIn(catalog.location())) {
      return catalog.location().isIn(folder);
    }
    String child = folder.childOf(catalog.location());
    if (child.isEmpty()) {
      return true;
    }
    TableId id = new TableId(child);
    return tx.tables()
            .find(catalog.id(), TableBranch.main(id))
            .filter(table -> !table.foreign())
            .isPresent()
        || tx.droppedTables().find(catalog.id(), id).isPresent();
  }
}
