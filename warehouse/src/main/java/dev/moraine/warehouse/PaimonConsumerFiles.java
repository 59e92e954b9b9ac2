package dev.moraine.warehouse;

import dev.moraine.catalog.Consumer;
import dev.moraine.catalog.ConsumerFiles;
import dev.moraine.catalog.ConsumerId;
import dev.moraine.catalog.StorageLocation;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.paimon.consumer.ConsumerManager;

/** {@link ConsumerFiles} in Paimon's layout: {@code consumer/consumer-id}. */
final class PaimonConsumerFiles implements ConsumerFiles {
  private static final String PREFIX = "consumer-";

  private final DurableFiles files;

  PaimonConsumerFiles(DurableFiles files) {
    this.files = files;
  }

  // By Paimon's own reader: clients write over the file in place, and it waits for one that is half
  // written.
  @Override
  public Optional<Consumer> find(StorageLocation table, ConsumerId id) {
    Path file = file(table, id);
    try {
      return new ConsumerManager(PaimonTables.FILE_IO, PaimonTables.path(table))
          .consumer(id.value())
          .map(consumer -> new Consumer(id, consumer.nextSnapshot()));
    } catch (RuntimeException e) {
      throw SnapshotJson.damaged(file, e);
    }
  }

  @Override
  public List<ConsumerId> list(StorageLocation table) {
    return files.list(folder(table)).stream()
        .filter(file -> file.startsWith(PREFIX))
        .flatMap(file -> ConsumerId.of(file.substring(PREFIX.length())).stream())
        .sorted(Comparator.comparing(ConsumerId::value))
        .toList();
  }

  @Override
  public void put(StorageLocation table, Consumer consumer) {
    files.replace(
        file(table, consumer.id()),
        new org.apache.paimon.consumer.Consumer(consumer.nextSnapshotId()).toJson());
  }

  @Override
  public void delete(StorageLocation table, ConsumerId id) {
    files.delete(file(table, id));
  }

  private static Path file(StorageLocation table, ConsumerId id) {
    return DurableFiles.child(folder(table), PREFIX + id.value());
  }

  private static Path folder(StorageLocation table) {
    return DurableFiles.local(table).resolve("consumer");
  }
}
