package dev.moraine.identity;

import dev.moraine.error.NotAuthenticated;
import java.util.Optional;

/** Port: where users sign in elsewhere, and come with a token of that place. */
public interface IdentityProvider {
  /** There is no such place. */
  IdentityProvider NONE = token -> Optional.empty();

  /**
   * Tells whose token it is.
   *
   * @return empty when it has not the form of this provider's tokens
   * @throws NotAuthenticated when it has, and does not hold or cannot be checked
   */
  Optional<Principal> identify(BearerToken token);
}
