package dev.moraine.identity;

import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who can be told apart: a user or a service. The name goes into owners and the audit.
 *
 * @param session present while they act with temporary credentials
 */
public record Principal(String name, Optional<Session> session) {
  public Principal {
    Objects.requireNonNull(name);
    if (name.isBlank()) {
      throw new IllegalArgumentException("A principal needs a name");
    }
  }

  public Principal(String name) {
    this(name, Optional.empty());
  }

  @Override
  public String toString() {
    return name + session.map(each -> " (" + each + ")").orElse("");
  }
}
