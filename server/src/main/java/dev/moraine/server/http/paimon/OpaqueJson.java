package dev.moraine.server.http.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.error.InvalidRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parts of requests that are kept as text.
 *
 * <p>Their outline is checked, because one that a client cannot read would break every listing that
 * it is in; what is inside stays the clients' matter, so that newer ones lose nothing.
 */
final class OpaqueJson {
  private OpaqueJson() {}

  /**
   * An array of Paimon's fields. Source: paimon-api {@code DataTypeJsonParser.parseDataField}.
   *
   * @return empty when the value is absent or null
   * @throws InvalidRequest when it is something else
   */
  static Optional<String> fields(String name, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw new InvalidRequest("The request's '" + name + "' is not an array of fields");
    }
    for (JsonNode field : value) {
      JsonNode type = field.path("type");
      if (!field.path("id").isInt()
          || !field.path("name").isTextual()
          || !(type.isTextual() || type.isObject())) {
        throw new InvalidRequest(
            "The request's '" + name + "' has an entry that is no field with id, name and type");
      }
    }
    return Optional.of(value.toString());
  }

  /**
   * A definition of a function. Source: paimon-api {@code FunctionDefinition}, told apart by type.
   *
   * @throws InvalidRequest when it is something else
   */
  static String definition(String name, @Nullable JsonNode value) {
    if (value == null || !value.path("type").isTextual()) {
      throw new InvalidRequest("The definition '" + name + "' is not an object with a type");
    }
    return value.toString();
  }
}
