package dev.moraine.server.http;

import dev.moraine.error.ResourceKind;
import java.util.Optional;

/**
 * A segment of a path that differs from request to request.
 *
 * @param missing what is not there where nothing goes by this name, if that can be told
 */
public record PathParameter(String name, String description, Optional<ResourceKind> missing) {
  public static PathParameter of(String name, String description) {
    return new PathParameter(name, description, Optional.empty());
  }

  public static PathParameter of(String name, String description, ResourceKind missing) {
    return new PathParameter(name, description, Optional.of(missing));
  }
}
