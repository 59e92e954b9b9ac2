package dev.moraine.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key as it is stored: the secret is encrypted, and only {@link SecretCipher} opens it.
 *
 * @param id public part, sent in clear with each request
 * @param encryptedSecret what {@link SecretCipher#encrypt} made of the secret, bound to {@code id}
 * @param lastUsedAt to about a minute; empty when it never signed a request that was accepted
 */
public record AccessKey(
    String id,
    Principal principal,
    byte[] encryptedSecret,
    State state,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {
  /** Whether requests that it signs are accepted. */
  public enum State {
    ENABLED,
    DISABLED
  }

  /** A new one. */
  public AccessKey(String id, Principal principal, byte[] encryptedSecret, Instant createdAt) {
    this(id, principal, encryptedSecret, State.ENABLED, createdAt, Optional.empty());
  }

  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
