package dev.moraine.access;

import dev.moraine.access.Securable.Kind;
import dev.moraine.error.InvalidRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What can be granted. A privilege on a catalog or database covers what is inside, where it has a
 * meaning.
 */
public enum Privilege {
  DESCRIBE(Kind.CATALOG, Kind.DATABASE, Kind.TABLE, Kind.VIEW, Kind.FUNCTION),
  /** To be shown all that is inside, by name. */
  LIST(Kind.CATALOG, Kind.DATABASE),
  SELECT(Kind.CATALOG, Kind.DATABASE, Kind.TABLE),
  UPDATE(Kind.CATALOG, Kind.DATABASE, Kind.TABLE),
  ALTER(Kind.CATALOG, Kind.DATABASE, Kind.TABLE, Kind.VIEW, Kind.FUNCTION),
  DROP(Kind.CATALOG, Kind.DATABASE, Kind.TABLE, Kind.VIEW, Kind.FUNCTION),
  /** To pass on, or take back, any privilege. */
  GRANT(Kind.CATALOG, Kind.DATABASE, Kind.TABLE, Kind.VIEW, Kind.FUNCTION),
  CREATE_DATABASE(Kind.CATALOG),
  CREATE_TABLE(Kind.CATALOG, Kind.DATABASE),
  CREATE_VIEW(Kind.CATALOG, Kind.DATABASE),
  CREATE_FUNCTION(Kind.CATALOG, Kind.DATABASE);

  private final Set<Kind> kinds;

  Privilege(Kind... kinds) {
    this.kinds = EnumSet.copyOf(Arrays.asList(kinds));
  }

  /**
   * @throws InvalidRequest when there is none of this name
   */
  public static Privilege parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT).replace(' ', '_'));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "There is no privilege '"
              + name
              + "'; there are "
              + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")));
    }
  }

  public boolean isGrantableOn(Kind kind) {
    return kinds.contains(kind);
  }

  /** Whether who holds it on something around may know that a thing of this kind is there. */
  public boolean reveals(Kind kind) {
    return this == LIST || kinds.contains(kind);
  }

  /** Those that {@link #reveals reveal} things of a kind. */
  public static Set<Privilege> revealing(Kind kind) {
    return Arrays.stream(values())
        .filter(each -> each.reveals(kind))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Privilege.class)));
  }
}
