package dev.moraine.engines.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP as both of Flink's interfaces speak it, with their errors translated. */
final class FlinkHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Planning a statement against a cold catalog takes its time on a small machine. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(120);

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  FlinkHttp(URI base) {
    String text = base.toString();
    this.base = URI.create(text.endsWith("/") ? text : text + "/");
  }

  JsonNode get(String path) {
    return send("GET", path, null);
  }

  /**
   * Sends one request.
   *
   * @param path relative to the base, without a leading slash
   * @throws FlinkException for every answer but a good one
   */
  JsonNode send(String method, String path, @Nullable JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (IOException noAnswer) {
      throw unreachable(noAnswer);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unreachable(interrupted);
    }
    if (response.statusCode() / 100 == 2) {
      return parsed(response.body());
    }
    throw refusal(response);
  }

  private FlinkException unreachable(Exception cause) {
    return new FlinkException(
        FlinkException.Kind.UNREACHABLE, "Flink at " + base + " does not answer", "", cause);
  }

  private static FlinkException refusal(HttpResponse<String> response) {
    FlinkException.Kind kind =
        response.statusCode() == 404 ? FlinkException.Kind.NOT_FOUND : FlinkException.Kind.REFUSED;
    JsonNode errors;
    try {
      errors = JSON.readTree(response.body()).path("errors");
    } catch (JsonProcessingException plain) {
      return FlinkException.refused(kind, response.body());
    }
    String trace =
        StreamSupport.stream(errors.spliterator(), false)
            .map(JsonNode::asText)
            .filter(text -> !text.equals("Internal server error."))
            .collect(Collectors.joining("\n"));
    return FlinkException.refused(
        kind, trace.isEmpty() ? "Flink answered " + response.statusCode() : trace);
  }

  private JsonNode parsed(String body) {
    try {
      return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException noJson) {
      throw unreachable(noJson);
    }
  }
}
