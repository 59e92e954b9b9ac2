package dev.moraine.identity;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who can be told apart: a user or a service. The name goes into owners and the audit.
 *
 * @param session present while they act with temporary credentials
 * @param groups in which an identity provider says that they are
 */
public record Principal(String name, Optional<Session> session, Set<String> groups) {
  public Principal {
    groups = Set.copyOf(groups);
    Objects.requireNonNull(name);
    if (name.isBlank()) {
      throw new IllegalArgumentException("A principal needs a name");
    }
  }

  public Principal(String name) {
    this(name, Optional.empty(), Set.of());
  }

  Principal in(Session newSession) {
    return new Principal(name, Optional.of(newSession), groups);
  }

  @Override
  public String toString() {
    return name + session.map(each -> " (" + each + ")").orElse("");
  }
}
