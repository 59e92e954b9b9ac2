package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Port: the tag files of Paimon tables. Clients write and delete them too, without asking.
 *
 * <p>All methods throw {@link dev.moraine.error.StorageUnavailable} when storage fails, or holds
 * what is no tag.
 */
public interface TagFiles {
  Optional<Tag> find(StorageLocation table, TagName name);

  /** By name, ascending. */
  List<TagName> list(StorageLocation table);

  /**
   * Durable when it returns true.
   *
   * @return false when there is a tag of this name; nothing was written
   */
  boolean putIfAbsent(StorageLocation table, Tag tag);

  /**
   * Deletes a tag, and the data files that only it held.
   *
   * <p>To be called inside the table's lock: a rollback to the tag must not lose its files.
   *
   * @return false when there was none
   */
  boolean delete(Table table, TagName name);

  /**
   * How long a new tag is kept: as asked for, else by the table's options; empty means for good.
   *
   * @param asked an ISO-8601 duration, or Paimon's own way to write one: {@code 7 d}
   * @throws InvalidRequest when it is no duration, or none to keep a tag for
   */
  Optional<Duration> retention(Table table, Optional<String> asked);
}
