package dev.moraine.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.moraine.error.InvalidRequest;

/** How both APIs read and write JSON: unknown fields are ignored, absent ones left out. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // A null inside a list or map is no value of any field of ours.
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .build();

  private Json() {}

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A wire record can always be written", e);
    }
  }

  /**
   * @throws InvalidRequest when the text is not JSON of this shape
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new InvalidRequest("The request body is empty");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new InvalidRequest("The request body is not as expected: " + e.getOriginalMessage());
    }
  }

  /**
   * @throws InvalidRequest when the text is not a JSON object
   */
  public static JsonNode readTree(String text) {
    return read(text, JsonNode.class);
  }
}
