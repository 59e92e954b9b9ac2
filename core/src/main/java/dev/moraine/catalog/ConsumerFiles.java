package dev.moraine.catalog;

import java.util.List;
import java.util.Optional;

/**
 * Port: the consumer files of Paimon tables. Clients write and delete them too, without asking.
 *
 * <p>All methods throw {@link dev.moraine.error.StorageUnavailable} when storage fails, or holds
 * what is no consumer.
 */
public interface ConsumerFiles {
  Optional<Consumer> find(StorageLocation table, ConsumerId id);

  /** By id, ascending. */
  List<ConsumerId> list(StorageLocation table);

  /** Writes the consumer over what is there, atomically and durably. */
  void put(StorageLocation table, Consumer consumer);

  /** Fine when there is none. */
  void delete(StorageLocation table, ConsumerId id);
}
