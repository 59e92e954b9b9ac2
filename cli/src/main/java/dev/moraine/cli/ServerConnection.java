package dev.moraine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which server a command talks to, and as whom.
 *
 * <p>By default the one whose data directory is at hand, with the administrator's token from there.
 * A token is never an argument: arguments are visible to every process of a machine.
 */
final class ServerConnection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of the server to talk to (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  private Path data = Path.of("data");

  @Option(
      names = "--server",
      paramLabel = "URI",
      description =
          "The server to talk to, such as http://127.0.0.1:8181, instead of the data directory's."
              + " The token is then read from the environment variable MORAINE_TOKEN.")
  private @Nullable URI server;

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
    HttpRequest request = request(path).GET().build();
    HttpResponse<Stream<String>> response = exchange(request, HttpResponse.BodyHandlers.ofLines());
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
    return HttpRequest.newBuilder(serverUri().resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token());
  }

  private URI serverUri() {
    if (server != null) {
      return server;
    }
    return read(data.resolve("run").resolve("endpoints.properties"), "server.uri")
        .map(URI::create)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "No server runs on the data directory "
                        + data.toAbsolutePath().normalize()
                        + "; start one with ./moraine up, or name another with --data or"
                        + " --server"));
  }

  private String token() {
    return Optional.ofNullable(System.getenv("MORAINE_TOKEN"))
        .or(
            () ->
                server == null
                    ? read(data.resolve("root-credentials.properties"), "token")
                    : Optional.empty())
        .orElseThrow(
            () ->
                new CommandFailure(
                    "There is no token to send; set the environment variable MORAINE_TOKEN"));
  }

  private static Optional<String> read(Path file, String key) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
      return Optional.ofNullable(properties.getProperty(key));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CommandFailure("The file " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static JsonNode send(HttpRequest request) {
    HttpResponse<String> response = exchange(request, HttpResponse.BodyHandlers.ofString());
    JsonNode body = parse(response.body());
    if (response.statusCode() >= 300) {
      throw refused(body, response.statusCode());
    }
    return body;
  }

  private static CommandFailure refused(JsonNode body, int status) {
    return new CommandFailure(body.path("detail").asText("The server answered " + status));
  }

  private static <T> HttpResponse<T> exchange(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HttpClient.newHttpClient().send(request, handler);
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
