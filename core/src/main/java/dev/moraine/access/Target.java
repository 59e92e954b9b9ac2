package dev.moraine.access;

import java.util.List;

/**
 * The thing that an action is about.
 *
 * @param path the thing, and what contains it, from the inside to the outside
 * @param name as sentences call it
 */
public record Target(List<Securable> path, String name) {
  public Target {
    path = List.copyOf(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("A target is a thing");
    }
  }

  public Securable thing() {
    return path.get(0);
  }

  @Override
  public String toString() {
    return thing().kind() + " '" + name + "'";
  }
}
