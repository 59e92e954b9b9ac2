package dev.moraine.server;

import dev.moraine.access.Standing;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which roles an identity provider gives to whom it says to be in groups.
 *
 * @param named roles by group
 * @param sameNames whether each group also stands for the role of its name. System roles are not
 *     among them: who names a group elsewhere does not make administrators here
 */
record RolesOfGroups(Map<String, Set<String>> named, boolean sameNames) {
  static final RolesOfGroups NONE = new RolesOfGroups(Map.of(), false);

  RolesOfGroups {
    named = Map.copyOf(named);
  }

  /**
   * @param rules each {@code GROUP=ROLE}
   * @throws StartupFailure when one has not that form
   */
  static RolesOfGroups of(List<String> rules, boolean sameNames) {
    Map<String, Set<String>> named = new HashMap<>();
    for (String rule : rules) {
      // A group may have the sign in its name, such as one that is a path in a directory.
      int equals = rule.lastIndexOf('=');
      if (equals <= 0 || equals == rule.length() - 1) {
        throw new StartupFailure("--oidc-role is a group and a role, GROUP=ROLE, not " + rule);
      }
      named
          .computeIfAbsent(rule.substring(0, equals), group -> new HashSet<>())
          .add(rule.substring(equals + 1));
    }
    return new RolesOfGroups(named, sameNames);
  }

  Set<String> of(Collection<String> groups) {
    Set<String> roles = new HashSet<>();
    for (String group : groups) {
      roles.addAll(named.getOrDefault(group, Set.of()));
      if (sameNames && !Standing.SYSTEM_ROLES.contains(group)) {
        roles.add(group);
      }
    }
    return roles;
  }
}
