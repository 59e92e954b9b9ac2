package dev.moraine.access;

import dev.moraine.access.Securable.Kind;
import dev.moraine.error.InvalidRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Privileges that go together. A grant stores what a preset expands to, not the preset. */
public enum Preset {
  DATA_READER(Privilege.DESCRIBE, Privilege.LIST, Privilege.SELECT),
  DATA_EDITOR(
      Privilege.DESCRIBE,
      Privilege.LIST,
      Privilege.SELECT,
      Privilege.UPDATE,
      Privilege.ALTER,
      Privilege.CREATE_DATABASE,
      Privilege.CREATE_TABLE,
      Privilege.CREATE_VIEW,
      Privilege.CREATE_FUNCTION);

  private final Set<Privilege> privileges;

  Preset(Privilege... privileges) {
    this.privileges = EnumSet.copyOf(Arrays.asList(privileges));
  }

  /**
   * @throws InvalidRequest when there is none of this name
   */
  public static Preset parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT).replace(' ', '_'));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "There is no preset '" + name + "'; there are DATA_READER and DATA_EDITOR");
    }
  }

  /** Those that have a meaning on a thing of this kind. */
  public Set<Privilege> on(Kind kind) {
    return privileges.stream()
        .filter(each -> each.isGrantableOn(kind))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Privilege.class)));
  }
}
