package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.server.http.Json;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
  void anAddressForOthersTakesATrustedNetwork() throws Exception {
    Ended ended = run("--port", "0", "--host", "0.0.0.0");

    assertThat(ended.status()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output()).contains("0.0.0.0", "--trust").hasLineCount(1);
    assertThat(run("--port", "0", "--trust", "office").output())
        .contains("is no network")
        .hasLineCount(1);
    try (ServerProcess server =
        ServerProcess.start(
            folder, "--port", "0", "--host", "0.0.0.0", "--trust", "10.0.0.0/8,fd00::/8")) {
      assertThat(server.awaitProperty("run/endpoints.properties", "server.uri")).isNotEmpty();
    }
  }

  @Test
  void anOptionThatDoesNotExistEndsIt() throws Exception {
    assertThat(run("--unheard-of").status()).isEqualTo(2);
  }

  @Test
  void aNewCatalogGetsItsFolderInTheWarehouseThatWasNamed() throws Exception {
    Path warehouse = folder.resolve("elsewhere");
    try (ServerProcess server =
        ServerProcess.start(folder, "--port", "0", "--warehouse", warehouse.toString())) {
      String uri = server.awaitProperty("run/endpoints.properties", "server.uri");
      String token = server.awaitProperty("root-credentials.properties", "token");

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
    }
  }

  private Ended run(String... arguments) throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, arguments)) {
      assertThat(server.process().waitFor(50, TimeUnit.SECONDS)).isTrue();
      return new Ended(server.process().exitValue(), server.output());
    }
  }
}
