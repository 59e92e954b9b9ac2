package dev.moraine.identity;

import java.util.Optional;

/** Reads the security tokens that come with temporary credentials. */
interface SecurityTokens {
  /**
   * @return empty for one that was not issued here; one that has expired is still read
   */
  Optional<IssuedSession> open(String securityToken);
}
