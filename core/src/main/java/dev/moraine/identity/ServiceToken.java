package dev.moraine.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * A bearer token as it is stored.
 *
 * @param digest {@link BearerToken#digest} of the token; the token itself is never stored
 * @param name what it is for; tells tokens apart for whoever reads the list, nobody else
 * @param expiresAt empty for never
 * @param lastUsedAt to about a minute; empty when it never was
 */
public record ServiceToken(
    String digest,
    String name,
    Principal principal,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {
  /** How much of the digest is shown: enough to name one among a principal's. */
  public static final int ID_LENGTH = 16;

  /** The beginning of its digest, under which it is listed and revoked. */
  public String id() {
    return idOf(digest);
  }

  static String idOf(String digest) {
    return digest.substring(0, ID_LENGTH);
  }

  boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }

  @Override
  public String toString() {
    return "ServiceToken[" + name + "]";
  }
}
