package dev.moraine.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine that may act in a service role, with a key that is good for nothing else.
 *
 * <p>It begins as an enrolment key, which somebody carries to the machine: good for one exchange
 * against the key that the machine keeps.
 *
 * @param name what the machine calls itself; empty until it is enrolled
 * @param expiresAt when the enrolment key is over; empty once it is enrolled
 * @param lastUsedAt to about a minute
 */
public record Node(
    String id,
    String role,
    String name,
    Instant createdAt,
    String createdBy,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {
  /** By which keys of nodes, of either kind, are told from other bearer tokens. */
  static final String KEY_PREFIX = "node.";

  public boolean isEnrolled() {
    return expiresAt.isEmpty();
  }

  boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }

  Principal principal() {
    return new Principal("node/" + id);
  }
}
