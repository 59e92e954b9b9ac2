package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Instant;

/** Who made and last changed a thing, and when. */
public record Provenance(
    String owner, Instant createdAt, String createdBy, Instant updatedAt, String updatedBy) {
  public static Provenance of(Principal creator, Instant now) {
    return new Provenance(creator.owner(), now, creator.name(), now, creator.name());
  }

  public Provenance updated(Principal by, Instant now) {
    return new Provenance(owner, createdAt, createdBy, now, by.name());
  }
}
