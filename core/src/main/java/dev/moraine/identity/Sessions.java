package dev.moraine.identity;

import java.time.Instant;
import java.util.Optional;

/** Port: which sessions were ended before their time. They themselves are stored nowhere. */
public interface Sessions {
  /** All sessions of a role, or those of a principal that act in no role. */
  record Group(Kind kind, String name) {
    public enum Kind {
      ROLE,
      PRINCIPAL
    }

    static Group of(Principal principal) {
      Optional<String> role = principal.session().flatMap(Session::role);
      return new Group(
          role.isPresent() ? Kind.ROLE : Kind.PRINCIPAL, role.orElse(principal.name()));
    }
  }

  /**
   * Whether a session still is in effect: its group's sessions were not ended since it was issued,
   * and the credential that it was issued to exists and is enabled. One query.
   */
  boolean isInEffect(Group group, Instant issuedAt, CredentialId issuedTo);

  /** Ends the group's sessions that were issued until {@code now}. */
  void end(Group group, Instant now);

  /** Forgets what was ended before: no session that it concerns can still be running. */
  void forgetEndedBefore(Instant before);
}
