package dev.moraine.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.moraine.error.InvalidRequest;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** How both APIs read and write JSON: unknown fields are ignored, absent ones left out. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              AnnotationIntrospector.pair(
                  new JacksonAnnotationIntrospector(), new RequiredComponents()))
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
    } catch (InvalidNullException e) {
      throw new InvalidRequest(
          "The request has no field '"
              + e.getPropertyName().getSimpleName()
              + "', or a null inside it");
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

  /**
   * Whether a record's component may be absent or null when it is read: a reference that is not
   * {@code @Nullable} may not. A number or truth value that is absent is 0 or false.
   */
  static boolean isRequired(RecordComponent component) {
    return !component.getType().isPrimitive()
        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static final class RequiredComponents extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
      if (annotated instanceof AnnotatedParameter parameter
          && parameter.getDeclaringClass().isRecord()
          && isRequired(
              parameter.getDeclaringClass().getRecordComponents()[parameter.getIndex()])) {
        return JsonSetter.Value.forValueNulls(Nulls.FAIL);
      }
      return JsonSetter.Value.empty();
    }
  }
}
