package dev.moraine.access;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Port: grants. They end with the thing that they are on. */
public interface GrantStore {
  /**
   * What decides for a caller on a thing.
   *
   * @param standing see {@link PrincipalStore#standing}
   * @param held what the caller has on the thing and what contains it, by grants to it or its roles
   *     that have not expired, and as owner; of one who acts in a role, what the role has
   */
  record Rights(Standing standing, List<Held> held) {
    public Rights {
      held = List.copyOf(held);
    }
  }

  /**
   * One query.
   *
   * @param things the thing and what contains it
   */
  Rights rights(Principal caller, List<Securable> things, Instant now);

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
