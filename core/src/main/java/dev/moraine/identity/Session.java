package dev.moraine.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * A limited time for which somebody acts with temporary credentials.
 *
 * @param id the access key id of the temporary credentials, {@code STS.…}
 * @param role in which they act; empty for their own
 */
public record Session(String id, Optional<String> role, Instant expiresAt) {
  @Override
  public String toString() {
    return "session " + id + role.map(name -> " in role " + name).orElse("");
  }
}
