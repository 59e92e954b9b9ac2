package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.util.Optional;

/** What a stream's readers call themselves; part of a file's name. */
public record ConsumerId(String value) {
  /**
   * @throws InvalidRequest when no consumer may be called so
   */
  public ConsumerId {
    Names.requireFileName("consumer", value);
  }

  /** Empty when no consumer may be called so. */
  public static Optional<ConsumerId> of(String value) {
    return Names.refusalOfFileName("consumer", value).isEmpty()
        ? Optional.of(new ConsumerId(value))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
