package dev.moraine.access;

import dev.moraine.identity.Principal;
import java.util.List;
import java.util.Set;

/**
 * What is so of a caller whatever the call is about.
 *
 * @param policies those attached to the caller and to its roles
 */
public record Standing(Principal caller, Set<String> roles, List<Attached> policies) {
  /**
   * Administrates everything, also who else does; policies do not bind it, so that it can always
   * undo one.
   */
  public static final String SUPER_ADMINISTRATOR = "super_administrator";

  /** Has all privileges on everything. */
  public static final String ADMINISTRATOR = "admin";

  /** Roles that are part of the program. */
  public static final Set<String> SYSTEM_ROLES = Set.of(SUPER_ADMINISTRATOR, ADMINISTRATOR);

  /** A policy, and to whom it is attached. */
  public record Attached(Grantee grantee, Policy policy) {}

  public Standing {
    roles = Set.copyOf(roles);
    policies = List.copyOf(policies);
  }

  public boolean isSuperAdministrator() {
    return roles.contains(SUPER_ADMINISTRATOR);
  }

  public boolean isAdministrator() {
    return isSuperAdministrator() || roles.contains(ADMINISTRATOR);
  }
}
