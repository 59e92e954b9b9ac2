package dev.moraine.persistence;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tag files in memory. */
final class FakeTagFiles implements TagFiles {
  private record Key(StorageLocation table, TagName name) {}

  private final Map<Key, Tag> tags = new ConcurrentHashMap<>();
  private Runnable meanwhile = () -> {};

  /** Runs once, between the look at the table and the lock. */
  void beforeNextCreate(Runnable action) {
    meanwhile = action;
  }

  @Override
  public Optional<Tag> find(StorageLocation table, TagName name) {
    return Optional.ofNullable(tags.get(new Key(table, name)));
  }

  @Override
  public List<TagName> list(StorageLocation table) {
    return tags.keySet().stream()
        .filter(key -> key.table().equals(table))
        .map(Key::name)
        .sorted(Comparator.comparing(TagName::value))
        .toList();
  }

  @Override
  public boolean putIfAbsent(StorageLocation table, Tag tag) {
    return tags.putIfAbsent(new Key(table, tag.name()), tag) == null;
  }

  @Override
  public boolean delete(Table table, TagName name) {
    return tags.remove(new Key(table.branchFolder(), name)) != null;
  }

  @Override
  public Optional<Duration> retention(Table table, Optional<String> asked) {
    Runnable action = meanwhile;
    meanwhile = () -> {};
    action.run();
    return asked.map(Duration::parse);
  }
}
