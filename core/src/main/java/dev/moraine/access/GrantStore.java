package dev.moraine.access;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Port: grants. They end with the thing that they are on. */
public interface GrantStore {
  /**
   * What a caller has on these things, by grants to it or its roles that have not expired, and as
   * owner. Of one who acts in a role, what the role has. One query.
   */
  List<Held> held(Principal user, List<Securable> things, Instant now);

  /** The tables on which a user's grants, or those of its roles, carry a restriction. One query. */
  Set<Securable> restricted(Principal user, Instant now);

  /** Whether a user may see something inside a catalog or database. */
  boolean seesInside(Sight sight, Securable container);

  /** Puts the grant in place of one of the same privilege to the same grantee on the same thing. */
  void grant(Grant grant);

  /**
   * @return false when there was none
   */
  boolean revoke(Grantee grantee, Securable securable, Privilege privilege);

  /** By grantee and privilege, those that have expired among them. */
  List<Grant> on(Securable securable);

  /** By thing and privilege, those that have expired among them. */
  List<Grant> of(Grantee grantee);
}
