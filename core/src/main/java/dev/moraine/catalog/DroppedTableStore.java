package dev.moraine.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: the recycle bin. What is in it, {@link TableStore} does not know. */
public interface DroppedTableStore {
  /**
   * Moves a table from its database into the bin.
   *
   * @return false when it was dropped already, or has another name by now; nothing was written
   */
  boolean insert(DroppedTable table);

  Optional<DroppedTable> find(CatalogId catalog, TableId id);

  /** By {@link DroppedTable#sortKey}, ascending. */
  List<DroppedTable> list(CatalogId catalog, PageRequest page);

  /** Tables of all catalogs whose time was over at {@code now}, at most {@code limit}. */
  List<DroppedTable> listExpired(Instant now, int limit);

  /**
   * Moves a table back into a database, with all that it had.
   *
   * @return false when it had left the bin, or the name is taken; nothing was written
   */
  boolean restore(
      TableId id, DatabaseId database, String name, String restoredBy, Instant restoredAt);

  /**
   * Deletes the table for good, with its heads and partitions; its folder is noted to go.
   *
   * @return false when it had left the bin; nothing was written
   */
  boolean delete(DroppedTable table);
}
