package dev.moraine.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ids of requests, whose order is that in which the requests came, to the millisecond.
 *
 * <p>So what is known of a request is written next to what was written last, and is found by its id
 * as well as by its time. Source: RFC 9562, version 7.
 */
public final class RequestIds implements Supplier<UUID> {
  private static final long VERSION = 0x7000L;
  private static final long RANDOM_OF_FIRST = 0x0FFFL;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private static final Instant LAST = Instant.ofEpochMilli((1L << 47) - 1);

  private final Supplier<UUID> random;
  private final Clock clock;

  /**
   * @param random of version 4
   */
  public RequestIds(Supplier<UUID> random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  @Override
  public UUID get() {
    UUID source = random.get();
    return new UUID(
        (clock.millis() << 16) | VERSION | (source.getMostSignificantBits() & RANDOM_OF_FIRST),
        source.getLeastSignificantBits());
  }

  /** When the request came. */
  public static Instant timeOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /** Smaller than those of all requests that came then or later, and greater than all earlier. */
  public static UUID lowestAt(Instant time) {
    Instant possible = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    long millis = (possible.isAfter(LAST) ? LAST : possible).toEpochMilli();
    return new UUID((millis << 16) | VERSION, VARIANT);
  }
}
