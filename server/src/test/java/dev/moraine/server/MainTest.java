package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.server.http.Json;
import java.io.IOException;
import java.io.Reader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process. What is wrong it says in one line, and ends with 2. */
@Timeout(60)
class MainTest {
  @TempDir Path folder;

  private record Ended(int status, String output) {}

  @Test
  void aTakenPortEndsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Ended ended = run("--port", Integer.toString(taken.getLocalPort()));

      assertThat(ended.status()).as(ended.output()).isEqualTo(2);
      assertThat(ended.output()).contains("is taken").hasLineCount(1);
    }
  }

  @Test
  void aDataDirectoryThatIsHeldEndsIt() throws Exception {
    try (DataDirectory held = DataDirectory.take(folder.resolve("data"))) {
      Ended ended = run("--port", "0");

      assertThat(ended.status()).as(ended.output()).isEqualTo(2);
      assertThat(ended.output()).contains(held.root().toString()).hasLineCount(1);
    }
  }

  @Test
  void anOptionThatDoesNotExistEndsIt() throws Exception {
    assertThat(run("--unheard-of").status()).isEqualTo(2);
  }

  @Test
  void aNewCatalogGetsItsFolderInTheWarehouseThatWasNamed() throws Exception {
    Path warehouse = folder.resolve("elsewhere");
    Process process = start("--port", "0", "--warehouse", warehouse.toString());
    try {
      String uri = awaitProperty(process, "run/endpoints.properties", "server.uri");
      String token = awaitProperty(process, "root-credentials.properties", "token");

      HttpResponse<String> created =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(uri + "/api/v1/catalogs"))
                      .header("Authorization", "Bearer " + token)
                      .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"lake\"}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
      assertThat(Json.readTree(created.body()).get("location").asText())
          .isEqualTo("file:" + warehouse.resolve("lake"));
      assertThat(warehouse.resolve("lake")).isDirectory();
      assertThat(folder.resolve("data/warehouse/lake")).doesNotExist();
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Waits until the server has written a line into a file of its data directory. */
  private String awaitProperty(Process process, String file, String name) throws Exception {
    Path path = folder.resolve("data").resolve(file);
    while (process.isAlive()) {
      Properties properties = new Properties();
      if (Files.exists(path)) {
        try (Reader reader = Files.newBufferedReader(path)) {
          properties.load(reader);
        }
      }
      String value = properties.getProperty(name);
      if (value != null) {
        return value;
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError(Files.readString(folder.resolve("output")));
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(folder.resolve("output")));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--data",
                folder.resolve("data").toString(),
                "--engines",
                "none"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }
}
