package dev.moraine.identity;

import java.util.Objects;

/** Somebody who can be told apart: a user or a service. The name goes into owners and the audit. */
public record Principal(String name) {
  public Principal {
    Objects.requireNonNull(name);
    if (name.isBlank()) {
      throw new IllegalArgumentException("A principal needs a name");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
