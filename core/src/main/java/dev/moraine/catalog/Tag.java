package dev.moraine.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A name for a snapshot, which keeps the snapshot readable when its own file expires.
 *
 * @param createdAt known only of tags that are kept for a limited time
 * @param timeRetained how long clients keep it; empty: for good
 */
public record Tag(
    TagName name, Snapshot snapshot, Optional<Instant> createdAt, Optional<Duration> timeRetained) {
  /** Kept for good. */
  public static Tag of(TagName name, Snapshot snapshot) {
    return new Tag(name, snapshot, Optional.empty(), Optional.empty());
  }
}
