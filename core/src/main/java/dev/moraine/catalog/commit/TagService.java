package dev.moraine.catalog.commit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Use cases on tags: make, find, list, delete.
 *
 * <p>Tags are files and nothing else, as engines' own procedures make them without asking us.
 */
public final class TagService {
  private final SnapshotLookup lookup;
  private final TagFiles tags;
  private final TableLocks locks;
  private final Clock clock;

  public TagService(
      Transactions transactions,
      Access access,
      SnapshotFiles snapshots,
      TagFiles tags,
      TableLocks locks,
      Clock clock) {
    this.lookup = new SnapshotLookup(transactions, access, snapshots);
    this.tags = tags;
    this.locks = locks;
    this.clock = clock;
  }

  /**
   * @throws AlreadyExists when the name is taken
   * @throws NotFound for the snapshot when the table has it not
   * @throws InvalidRequest when the table's kind has no snapshots, or the time is no duration
   */
  public Tag create(Principal caller, CatalogId catalog, TableName name, TagCommand command) {
    Table table = lookup.requireTable(caller, catalog, name, Action.CREATE_TAG);
    Optional<Duration> retained = tags.retention(table, command.timeRetained());
    // Inside the lock: a rollback must not undo the snapshot between our look and our file.
    return locks.inside(
        table.id(),
        () -> {
          Snapshot snapshot = requireSnapshot(lookup.requireStill(table), command.snapshotId());
          // Paimon before 0.8 cannot read a tag that says when it was made, so one without an end
          // does not. Source: paimon-core TagManager.
          Tag tag =
              new Tag(command.name(), snapshot, retained.map(each -> clock.instant()), retained);
          if (!tags.putIfAbsent(table.branchFolder(), tag)) {
            throw new AlreadyExists(
                ResourceKind.TAG,
                tag.name().value(),
                "Table '" + name + "' has a tag '" + tag.name() + "' already");
          }
          return tag;
        });
  }

  private Snapshot requireSnapshot(Table table, Optional<Long> snapshotId) {
    if (snapshotId.isPresent()) {
      return lookup.require(table, snapshotId.get());
    }
    return lookup
        .newest(table)
        .orElseThrow(
            () ->
                new NotFound(
                    ResourceKind.SNAPSHOT,
                    table.name().table(),
                    "Table '" + table.name() + "' has no snapshot to tag yet"));
  }

  /**
   * @throws NotFound for the tag
   */
  public Tag get(Principal caller, CatalogId catalog, TableName name, TagName tag) {
    Table table = lookup.requireTable(caller, catalog, name, Action.GET_TAG);
    return tags.find(table.branchFolder(), tag).orElseThrow(() -> noTag(name, tag));
  }

  /** By name, ascending. */
  public Page<TagName> list(
      Principal caller, CatalogId catalog, TableName name, String namePrefix, PageRequest page) {
    Table table = lookup.requireTable(caller, catalog, name, Action.LIST_TAGS);
    return Page.cut(
        tags.list(table.branchFolder()).stream()
            .filter(tag -> tag.value().startsWith(namePrefix))
            .toList(),
        page,
        TagName::value);
  }

  /**
   * Deletes a tag, and the data files that only it held.
   *
   * @throws NotFound for the tag
   */
  public void delete(Principal caller, CatalogId catalog, TableName name, TagName tag) {
    Table table = lookup.requireTable(caller, catalog, name, Action.DELETE_TAG);
    boolean deleted = locks.inside(table.id(), () -> tags.delete(lookup.requireStill(table), tag));
    if (!deleted) {
      throw noTag(name, tag);
    }
  }

  static NotFound noTag(TableName table, TagName tag) {
    return new NotFound(
        ResourceKind.TAG, tag.value(), "Table '" + table + "' has no tag '" + tag + "'");
  }
}
