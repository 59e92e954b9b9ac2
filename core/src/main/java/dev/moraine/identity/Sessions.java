package dev.moraine.identity;

import java.time.Instant;

/** Port: which sessions were ended before their time. They themselves are stored nowhere. */
public interface Sessions {
  /** All sessions of a role, or all of a principal. */
  record Group(Kind kind, String name) {
    public enum Kind {
      ROLE,
      PRINCIPAL
    }

    public static Group ofRole(String role) {
      return new Group(Kind.ROLE, role);
    }

    static Group of(Principal principal) {
      return new Group(Kind.PRINCIPAL, principal.name());
    }
  }

  /**
   * Whether a session is in effect: the credential that it was issued to exists and is enabled, who
   * acts in a role still may, and neither the principal's sessions nor the role's were ended since.
   * One query.
   *
   * <p>Users may act in the roles that they are in, nodes in the one that they are enrolled for.
   *
   * @param principal with the session
   */
  boolean isInEffect(Principal principal, Instant issuedAt, CredentialId issuedTo);

  /** Ends the group's sessions that were issued until {@code now}. */
  void end(Group group, Instant now);

  /** Forgets what was ended before: no session that it concerns can still be running. */
  void forgetEndedBefore(Instant before);
}
