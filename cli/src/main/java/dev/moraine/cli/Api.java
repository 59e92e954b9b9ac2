package dev.moraine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server's API, asked as the owner of a bearer token. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;
  private final String token;

  Api(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  JsonNode get(String path) {
    return send(request(path).GET().build());
  }

  JsonNode post(String path, JsonNode body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())).build());
  }

  JsonNode delete(String path) {
    return send(request(path).DELETE().build());
  }

  /** All items of a listing whose pages have them in {@code field}; {@code path} has a query. */
  List<JsonNode> list(String path, String field) {
    List<JsonNode> items = new ArrayList<>();
    String pageToken = "";
    do {
      JsonNode page = get(pageToken.isEmpty() ? path : path + "&pageToken=" + segment(pageToken));
      page.path(field).forEach(items::add);
      pageToken = page.path("nextPageToken").asText("");
    } while (!pageToken.isEmpty());
    return items;
  }

  /** Hands on each line of JSON as it comes. */
  void lines(String path, Consumer<String> line) {
    HttpResponse<Stream<String>> response =
        exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines());
    if (response.statusCode() >= 300) {
      throw refused(parse(response.body().collect(Collectors.joining())), response.statusCode());
    }
    try (Stream<String> lines = response.body()) {
      lines.forEach(
          each -> {
            JsonNode value = parse(each);
            // The server failed on the way, and said so.
            if (value.has("code")) {
              throw refused(value, response.statusCode());
            }
            line.accept(each);
          });
    } catch (UncheckedIOException e) {
      throw new CommandFailure("The server broke off; what was written is not all of it");
    }
  }

  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest request) {
    HttpResponse<String> response = exchange(request, HttpResponse.BodyHandlers.ofString());
    JsonNode body = parse(response.body());
    if (response.statusCode() >= 300) {
      throw refused(body, response.statusCode());
    }
    return body;
  }

  private static CommandFailure refused(JsonNode body, int status) {
    String sentence = body.path("detail").asText("The server answered " + status);
    return status < 500 ? new CommandFailure.Refused(sentence) : new CommandFailure(sentence);
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new CommandFailure(
          "The server at " + request.uri().resolve("/") + " does not answer: is it running?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted");
    }
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandFailure("The server's answer is not JSON; is it a Moraine server?");
    }
  }
}
