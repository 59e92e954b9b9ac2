package dev.moraine.identity;

import java.time.Instant;

/** Temporary credentials in clear, to be handed over once. */
public record SessionCredentials(
    String accessKeyId, String accessKeySecret, String securityToken, Instant expiresAt) {
  @Override
  public String toString() {
    return "SessionCredentials[" + accessKeyId + "]";
  }
}
