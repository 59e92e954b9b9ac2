package dev.moraine.access;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.Optional;

/**
 * Through whose eyes a listing is: it shows what they may see, and nothing else.
 *
 * @param viewer empty for all that there is
 * @param now grants that have expired by then count no more
 */
public record Sight(Optional<Principal> viewer, Instant now) {
  public static final Sight OF_ALL = new Sight(Optional.empty(), Instant.EPOCH);

  public static Sight of(Principal viewer, Instant now) {
    return new Sight(Optional.of(viewer), now);
  }
}
