package dev.moraine.server;

import dev.moraine.server.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Keycloak as a process, with the realm {@code lake}; the build unpacks it for long tests. */
final class Keycloak implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String issuer;

  private Keycloak(Process process, String issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  static Keycloak start(Path folder) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path home = Path.of(System.getProperty("moraine.keycloak"));
    // Its data would else stay from run to run.
    Path own = folder.resolve("keycloak");
    copy(home, own);
    Path realms = Files.createDirectories(own.resolve("data").resolve("import"));
    // Keycloak wants the file to be called as the realm is.
    try (var realm = Keycloak.class.getResourceAsStream("lake-realm.json")) {
      Files.copy(Objects.requireNonNull(realm), realms.resolve("lake-realm.json"));
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                own.resolve("bin").resolve("kc.sh").toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keycloak.out").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
    Keycloak keycloak = new Keycloak(builder.start(), "http://127.0.0.1:" + port + "/realms/lake");
    keycloak.awaitReady(folder.resolve("keycloak.out"));
    return keycloak;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private void awaitReady(Path output) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException("Keycloak is not ready: " + Files.readString(output));
      }
      Thread.sleep(500);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(issuer)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      // It does not listen yet.
      return false;
    }
  }

  String issuer() {
    return issuer;
  }

  /** An access token, for what its token endpoint is sent. */
  String token(Map<String, String> form) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        form.entrySet().stream()
                            .map(
                                each ->
                                    each.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                            each.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("Keycloak gives no token: " + response.body());
    }
    return Json.readTree(response.body()).get("access_token").asText();
  }

  @Override
  public void close() {
    // Its launcher may have a child of its own.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
