package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which server a command talks to, and as whom.
 *
 * <p>By default the one whose data directory is at hand, with the administrator's token from there.
 * A token is never an argument: arguments are visible to every process of a machine.
 */
final class ServerConnection {
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
    return api().get(path);
  }

  JsonNode post(String path, JsonNode body) {
    return api().post(path, body);
  }

  JsonNode delete(String path) {
    return api().delete(path);
  }

  /** See {@link Api#list}. */
  List<JsonNode> list(String path, String field) {
    return api().list(path, field);
  }

  /** See {@link Api#lines}. */
  void lines(String path, Consumer<String> line) {
    api().lines(path, line);
  }

  private Api api() {
    return new Api(serverUri(), token());
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
}
