package dev.moraine.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** JSON Schemas of the records that {@link Json} reads and writes, each under its simple name. */
final class JsonSchemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String LOCATION = "#/components/schemas/";

  /** A record is read from requests, or written into answers. */
  enum Direction {
    /** Numbers and truth values may be absent, and null is as good as absent. */
    READ,
    WRITTEN
  }

  private final ObjectNode all;
  private final Map<String, Class<?>> described = new HashMap<>();

  JsonSchemas() {
    try (InputStream passedOn =
        Objects.requireNonNull(JsonSchemas.class.getResourceAsStream("passed-on.json"))) {
      all = (ObjectNode) Json.readTree(new String(passedOn.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of all records that were asked for, and of what is passed on. */
  ObjectNode all() {
    return all;
  }

  /** The schema of a value; a record's is a reference to one among all. */
  ObjectNode of(Type type, Direction direction) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic, direction);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      describe(plain, direction);
      return reference(plain.getSimpleName());
    }
    if (plain == JsonNode.class || plain == RawValue.class) {
      return JSON.objectNode();
    }
    if (plain == String.class) {
      return JSON.objectNode().put("type", "string");
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return JSON.objectNode().put("type", "boolean");
    }
    if (plain == int.class || plain == Integer.class) {
      return JSON.objectNode().put("type", "integer").put("format", "int32");
    }
    if (plain == long.class || plain == Long.class) {
      return JSON.objectNode().put("type", "integer").put("format", "int64");
    }
    throw new IllegalStateException("No schema is known for " + type);
  }

  private ObjectNode ofGeneric(ParameterizedType type, Direction direction) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return of(arguments[0], direction);
    }
    ObjectNode schema = JSON.objectNode();
    if (type.getRawType() == List.class) {
      schema.put("type", "array").set("items", of(arguments[0], direction));
      return schema;
    }
    if (type.getRawType() == Map.class) {
      schema.put("type", "object").set("additionalProperties", of(arguments[1], direction));
      return schema;
    }
    throw new IllegalStateException("No schema is known for " + type);
  }

  private void describe(Class<?> type, Direction direction) {
    String name = type.getSimpleName();
    Class<?> before = described.putIfAbsent(name, type);
    if (before == type) {
      return;
    }
    if (before != null || all.has(name)) {
      throw new IllegalStateException("Two schemas would go by the name " + name);
    }
    ObjectNode schema = all.putObject(name).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      boolean required = isRequired(component, direction);
      ObjectNode property = ofComponent(component, direction);
      properties.set(
          component.getName(),
          required || direction == Direction.WRITTEN ? property : orNull(property));
      if (required) {
        schema.withArrayProperty("required").add(component.getName());
      }
    }
  }

  private ObjectNode ofComponent(RecordComponent component, Direction direction) {
    PassedOn passedOn = component.getAnnotation(PassedOn.class);
    if (passedOn == null) {
      return of(component.getGenericType(), direction);
    }
    if (!all.has(passedOn.value())) {
      throw new IllegalStateException("passed-on.json describes no " + passedOn.value());
    }
    return reference(passedOn.value());
  }

  private static boolean isRequired(RecordComponent component, Direction direction) {
    return switch (direction) {
      case READ -> Json.isRequired(component);
      case WRITTEN ->
          component.getType().isPrimitive()
              || (Json.isRequired(component) && component.getType() != Optional.class);
    };
  }

  private static ObjectNode orNull(ObjectNode schema) {
    ObjectNode either = JSON.objectNode();
    either.putArray("anyOf").add(schema).addObject().put("type", "null");
    return either;
  }

  private static ObjectNode reference(String name) {
    return JSON.objectNode().put("$ref", LOCATION + name);
  }
}
