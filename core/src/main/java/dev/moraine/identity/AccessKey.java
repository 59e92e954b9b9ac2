package dev.moraine.identity;

import java.time.Instant;

/**
 * An access key as it is stored: the secret is encrypted, and only {@link SecretCipher} opens it.
 *
 * @param id public part, sent in clear with each request
 * @param encryptedSecret what {@link SecretCipher#encrypt} made of the secret, bound to {@code id}
 */
public record AccessKey(String id, Principal principal, byte[] encryptedSecret, Instant createdAt) {
  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
