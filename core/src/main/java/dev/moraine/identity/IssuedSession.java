package dev.moraine.identity;

import java.time.Instant;

/**
 * What a security token carries.
 *
 * @param principal with its session
 * @param issuedTo the credential by which it was asked for: without that, the session is over
 */
record IssuedSession(
    Principal principal, SigningSecret secret, CredentialId issuedTo, Instant issuedAt) {
  Session session() {
    return principal.session().orElseThrow();
  }
}
