package dev.moraine.identity;

import dev.moraine.error.Forbidden;
import java.time.Instant;
import java.util.Optional;

/**
 * Who sent a request, and by what that was told.
 *
 * @param credential of a session, the one that it was issued to
 * @param expiresAt when the credential is over; empty for never
 */
public record Authenticated(
    Principal principal, CredentialId credential, Optional<Instant> expiresAt) {
  boolean isNode() {
    return credential.kind() == CredentialId.Kind.NODE_KEY;
  }

  /**
   * @throws Forbidden when nobody is there whose credentials these could be: a node calls, or
   *     somebody who acts in a role, for whom the user's own do not count
   */
  void requireThemselves() {
    if (isNode() || principal.role().isPresent()) {
      throw new Forbidden(
          "Who acts in a role has no access keys and tokens; ask with credentials of your own");
    }
  }

  /**
   * @throws Forbidden when what is to be made would be good for longer than what it is made with
   */
  void requireOutlasting(Instant end) {
    if (expiresAt.filter(mine -> mine.isBefore(end)).isPresent()) {
      throw new Forbidden(
          "The credentials of this request expire before those that it asks for; use an access key"
              + " or a token that lasts as long");
    }
  }
}
