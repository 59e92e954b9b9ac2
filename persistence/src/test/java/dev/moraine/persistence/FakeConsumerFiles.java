package dev.moraine.persistence;

import dev.moraine.catalog.Consumer;
import dev.moraine.catalog.ConsumerFiles;
import dev.moraine.catalog.ConsumerId;
import dev.moraine.catalog.StorageLocation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Consumer files in memory. */
final class FakeConsumerFiles implements ConsumerFiles {
  private record Key(StorageLocation table, ConsumerId id) {}

  private final Map<Key, Consumer> consumers = new ConcurrentHashMap<>();
  private final List<ConsumerId> vanishing = new ArrayList<>();

  /** As if its reader deleted it just after the next listing. */
  void vanishAfterNextList(ConsumerId id) {
    vanishing.add(id);
  }

  @Override
  public Optional<Consumer> find(StorageLocation table, ConsumerId id) {
    return Optional.ofNullable(consumers.get(new Key(table, id)));
  }

  @Override
  public List<ConsumerId> list(StorageLocation table) {
    List<ConsumerId> found =
        consumers.keySet().stream()
            .filter(key -> key.table().equals(table))
            .map(Key::id)
            .sorted(Comparator.comparing(ConsumerId::value))
            .toList();
    vanishing.forEach(id -> delete(table, id));
    vanishing.clear();
    return found;
  }

  @Override
  public void put(StorageLocation table, Consumer consumer) {
    consumers.put(new Key(table, consumer.id()), consumer);
  }

  @Override
  public void delete(StorageLocation table, ConsumerId id) {
    consumers.remove(new Key(table, id));
  }
}
