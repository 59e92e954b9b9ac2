package dev.moraine.access;

import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.Principal;
import java.util.Locale;
import java.util.Objects;

/** To whom grants and policies are given; written {@code user/NAME} or {@code role/NAME}. */
public record Grantee(Kind kind, String name) {
  /** Users and roles have names of their own each. */
  public enum Kind {
    USER,
    ROLE;

    private String prefix() {
      return name().toLowerCase(Locale.ROOT) + "/";
    }
  }

  public Grantee {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
  }

  public static Grantee user(Principal user) {
    return new Grantee(Kind.USER, user.name());
  }

  /** Who is asked for when it is asked what this one may. */
  public Principal principal() {
    return switch (kind) {
      case USER -> new Principal(name);
      case ROLE -> Principal.ofRole(name);
    };
  }

  /** As whom somebody calls: their role while they act in one. */
  public static Grantee of(Principal caller) {
    return caller.role().map(Grantee::role).orElseGet(() -> user(caller));
  }

  public static Grantee role(String name) {
    return new Grantee(Kind.ROLE, name);
  }

  /**
   * @throws InvalidRequest when the text names neither a user nor a role
   */
  public static Grantee parse(String text) {
    for (Kind kind : Kind.values()) {
      String prefix = kind.prefix();
      if (text.startsWith(prefix) && text.length() > prefix.length()) {
        return new Grantee(kind, text.substring(prefix.length()));
      }
    }
    throw new InvalidRequest("The principal '" + text + "' is neither 'user/NAME' nor 'role/NAME'");
  }

  @Override
  public String toString() {
    return kind.prefix() + name;
  }
}
