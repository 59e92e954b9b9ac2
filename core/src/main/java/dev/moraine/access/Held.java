package dev.moraine.access;

import java.util.Optional;

/**
 * What a caller has on a thing, or on what contains it.
 *
 * @param grantee the caller, or the role through which it is the caller's
 * @param privilege empty for the owner, who has all
 */
public record Held(
    Grantee grantee, Securable securable, Optional<Privilege> privilege, Restriction restriction) {
  public Held(Grantee grantee, Securable securable, Optional<Privilege> privilege) {
    this(grantee, securable, privilege, Restriction.NONE);
  }
}
