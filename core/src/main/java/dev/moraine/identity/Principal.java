package dev.moraine.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who can be told apart: a user or a node. The name goes into the audit.
 *
 * @param session present while they act with temporary credentials
 * @param roles in which they are because an identity provider says so; none while they act in one
 */
public record Principal(String name, Optional<Session> session, Set<String> roles) {
  private static final String ROLE = "role/";

  public Principal {
    roles = Set.copyOf(roles);
    Objects.requireNonNull(name);
    if (name.isBlank()) {
      throw new IllegalArgumentException("A principal needs a name");
    }
  }

  public Principal(String name) {
    this(name, Optional.empty(), Set.of());
  }

  /** Whoever acts in a role, nobody in particular. */
  public static Principal ofRole(String role) {
    return new Principal(
        ROLE + role, Optional.of(new Session("", Optional.of(role), Instant.MAX)), Set.of());
  }

  Principal in(Session newSession) {
    return new Principal(name, Optional.of(newSession), roles);
  }

  /** In which they act, and then in no other way: what is their own does not count meanwhile. */
  public Optional<String> role() {
    return session.flatMap(Session::role);
  }

  /**
   * Under which they own things: their name, or while they act in a role, that of the role. The
   * names of users have no slash, so neither is taken for the other.
   */
  public String owner() {
    return role().map(each -> ROLE + each).orElse(name);
  }

  @Override
  public String toString() {
    return name + session.map(each -> " (" + each + ")").orElse("");
  }
}
