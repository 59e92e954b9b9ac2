package dev.moraine.access;

import java.util.Locale;
import java.util.Objects;

/**
 * A thing that grants are on.
 *
 * @param id of the object, not its name: a renamed thing keeps its grants, one that is made again
 *     under the same name starts without
 */
public record Securable(Kind kind, String id) {
  /** From the outside to the inside. */
  public enum Kind {
    CATALOG,
    DATABASE,
    TABLE,
    VIEW,
    FUNCTION;

    /** As it is called in sentences. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Securable {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(id);
  }
}
