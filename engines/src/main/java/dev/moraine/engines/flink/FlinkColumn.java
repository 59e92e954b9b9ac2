package dev.moraine.engines.flink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A column of a result.
 *
 * @param type as Flink SQL writes it, such as {@code DECIMAL(10, 2)} or {@code BIGINT NOT NULL}
 */
public record FlinkColumn(String name, String type) {

  static FlinkColumn parse(JsonNode column) {
    return new FlinkColumn(column.path("name").asText(), type(column.path("logicalType")));
  }

  private static String type(JsonNode type) {
    String nullability = type.path("nullable").asBoolean(true) ? "" : " NOT NULL";
    return bareType(type) + nullability;
  }

  private static String bareType(JsonNode type) {
    String name = type.path("type").asText();
    int length = type.path("length").asInt();
    return switch (name) {
      case "VARCHAR" -> length == Integer.MAX_VALUE ? "STRING" : "VARCHAR(" + length + ")";
      case "VARBINARY" -> length == Integer.MAX_VALUE ? "BYTES" : "VARBINARY(" + length + ")";
      case "INTEGER" -> "INT";
      case "CHAR", "BINARY" -> name + "(" + length + ")";
      case "DECIMAL" ->
          "DECIMAL(" + type.path("precision").asInt() + ", " + type.path("scale").asInt() + ")";
      case "TIME_WITHOUT_TIME_ZONE" -> "TIME(" + type.path("precision").asInt() + ")";
      case "TIMESTAMP_WITHOUT_TIME_ZONE" -> "TIMESTAMP(" + type.path("precision").asInt() + ")";
      case "TIMESTAMP_WITH_LOCAL_TIME_ZONE" ->
          "TIMESTAMP_LTZ(" + type.path("precision").asInt() + ")";
      case "ARRAY", "MULTISET" -> name + "<" + type(type.path("elementType")) + ">";
      case "MAP" -> "MAP<" + type(type.path("keyType")) + ", " + type(type.path("valueType")) + ">";
      case "ROW" ->
          StreamSupport.stream(type.path("fields").spliterator(), false)
              .map(
                  field -> "`" + field.path("name").asText() + "` " + type(field.path("fieldType")))
              .collect(Collectors.joining(", ", "ROW<", ">"));
      default -> name.replace('_', ' ').toUpperCase(Locale.ROOT);
    };
  }
}
