package dev.moraine.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code moraine up} as a child process, from the built distribution. */
public final class MoraineProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();

  private MoraineProcess(Process process, Path data) {
    this.process = process;
    this.data = data;
  }

  /**
   * What a server's process is started with.
   *
   * @param java the JVM's arguments, with the main class at the end
   * @param environment beside that of this process
   * @param entry what comes before it on the command line, to run it somewhere else
   */
  record Launch(List<String> java, Map<String, String> environment, List<String> entry) {
    Launch {
      java = List.copyOf(java);
      environment = Map.copyOf(environment);
      entry = List.copyOf(entry);
    }

    Launch(List<String> java, Map<String, String> environment) {
      this(java, environment, List.of());
    }

    /** As the launcher does it. */
    static Launch of(Path distribution) {
      return new Launch(
          List.of(
              "-Dmoraine.distribution=" + distribution,
              "-cp",
              jars(distribution),
              "dev.moraine.server.Main"),
          Map.of());
    }

    static String jars(Path distribution) {
      return distribution.resolve("server").resolve("*").toString();
    }

    @Override
    public String toString() {
      return "Launch[java=" + java + ", environment=" + environment.keySet() + "]";
    }
  }

  /** The server said what is wrong, or nothing, and was not ready. */
  static final class NotStarted extends IllegalStateException {
    private final OptionalInt status;

    private NotStarted(String output, OptionalInt status) {
      super(output);
      this.status = status;
    }

    /** Empty when it was still running. */
    OptionalInt status() {
      return status;
    }
  }

  /**
   * Starts the server and waits until it, and the engines it was asked for, are ready.
   *
   * @param distribution the folder that the build made
   * @param data its data directory; may exist from an earlier run
   * @param arguments further arguments of {@code moraine up}
   * @param progress told each line that the server prints
   * @throws IllegalStateException when it ends or is not ready in time; with what it printed
   */
  public static MoraineProcess start(
      Path distribution,
      Path data,
      Duration patience,
      List<String> arguments,
      Consumer<String> progress) {
    return start(distribution, data, patience, arguments, Map.of(), progress);
  }

  /** Starts it with an environment beside that of this process; see the other one. */
  public static MoraineProcess start(
      Path distribution,
      Path data,
      Duration patience,
      List<String> arguments,
      Map<String, String> environment,
      Consumer<String> progress) {
    Launch launch = new Launch(Launch.of(distribution).java(), environment);
    return start(launch, data, patience, arguments, progress);
  }

  static MoraineProcess start(
      Launch launch,
      Path data,
      Duration patience,
      List<String> arguments,
      Consumer<String> progress) {
    List<String> command = new ArrayList<>(launch.entry());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(launch.java());
    command.addAll(List.of("--data", data.toString()));
    command.addAll(arguments);
    Path output = data.resolveSibling(data.getFileName() + ".out");
    try {
      Files.createDirectories(data);
      Files.deleteIfExists(data.resolve("run").resolve("endpoints.properties"));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(launch.environment());
      MoraineProcess moraine = new MoraineProcess(builder.start(), data);
      moraine.awaitEndpoints(output, patience, progress);
      return moraine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitEndpoints(Path output, Duration patience, Consumer<String> progress)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    int told = 0;
    boolean ready;
    do {
      sleep(Duration.ofMillis(50));
      ready = Files.exists(data.resolve("run").resolve("endpoints.properties"));
      if (!ready && (!process.isAlive() || System.nanoTime() > deadline)) {
        OptionalInt status =
            process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        process.destroy();
        String printed = Files.readString(output).strip();
        throw new NotStarted(
            status.isPresent() ? printed : "Not ready within " + patience + ": " + printed, status);
      }
      List<String> lines = Files.readAllLines(output);
      lines.subList(told, lines.size()).forEach(progress);
      told = lines.size();
    } while (!ready);
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public Path dataDirectory() {
    return data;
  }

  /** What runs where, such as {@code server.uri}; see the server's documentation for the keys. */
  public String endpoint(String key) {
    String value = properties(data.resolve("run").resolve("endpoints.properties")).getProperty(key);
    if (value == null) {
      throw new IllegalStateException("The server tells no endpoint " + key);
    }
    return value;
  }

  public URI serverUri() {
    return URI.create(endpoint("server.uri"));
  }

  /** The administrator's credentials: {@code dlf.access-key-id} and so on. */
  public String credential(String key) {
    return properties(data.resolve("root-credentials.properties")).getProperty(key);
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a catalog.
   *
   * @return its fields, {@code id} and {@code location} among them
   */
  public JsonNode createCatalog(String name) {
    return createCatalog(name, Map.of());
  }

  /** Makes a catalog with options; see {@link #createCatalog(String)}. */
  public JsonNode createCatalog(String name, Map<String, String> options) {
    return ask(
        "POST",
        "/api/v1/catalogs",
        JSON.createObjectNode()
            .put("name", name)
            .set("options", JSON.valueToTree(options))
            .toString());
  }

  /**
   * Sends a request as the administrator, which has to succeed.
   *
   * @return the answer; nothing where there is none
   */
  public JsonNode ask(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(serverUri().resolve(path))
            .header("Authorization", "Bearer " + credential("token"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(method + " " + path + " failed: " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the server with SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks the server to stop and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The server did not stop within " + STOP_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
