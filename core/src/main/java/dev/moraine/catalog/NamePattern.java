package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;

/**
 * Which names a listing is about: one name, or all that begin with a prefix.
 *
 * <p>The protocol writes it as an SQL pattern with at most one {@code %}, at the end; a backslash
 * takes the meaning from what follows, and an underscore is just itself. Source: paimon-api {@code
 * RESTUtil.validatePrefixSqlPattern}.
 *
 * @param exact whether only the name {@code prefix} itself is meant
 */
public record NamePattern(String prefix, boolean exact) {
  public static final NamePattern ALL = new NamePattern("", false);

  public static NamePattern parse(String pattern) {
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        i++;
        prefix.append(pattern.charAt(i));
      } else if (c == '%') {
        if (i != pattern.length() - 1) {
          throw new InvalidRequest(
              "The pattern '"
                  + pattern
                  + "' has a % before its end; only prefixes can be asked"
                  + " for");
        }
        return new NamePattern(prefix.toString(), false);
      } else {
        prefix.append(c);
      }
    }
    return new NamePattern(prefix.toString(), true);
  }

  public boolean matches(String name) {
    return exact ? name.equals(prefix) : name.startsWith(prefix);
  }
}
