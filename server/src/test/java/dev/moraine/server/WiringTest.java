package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.commit.CommitSteps;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {
  @TempDir Path folder;

  @Test
  void aTakenPortIsSaidInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        DataDirectory data = DataDirectory.take(folder)) {
      assertThatThrownBy(() -> start(data, taken.getLocalPort()))
          .isInstanceOf(StartupFailure.class)
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("--port");
      assertThat(data.metadataFile()).doesNotExist();
    }
  }

  // Both see the port free, and open their databases before they listen.
  @Test
  void ofTwoThatTakeAPortAtOnceOneSaysThatItIsTaken() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try (DataDirectory one = DataDirectory.take(folder.resolve("one"));
        DataDirectory other = DataDirectory.take(folder.resolve("other"))) {
      List<Throwable> failures = new ArrayList<>();
      for (Future<Wiring> started :
          executor.invokeAll(
              List.<Callable<Wiring>>of(() -> start(one, port), () -> start(other, port)))) {
        try (Wiring wiring = started.get()) {
          assertThat(wiring.port()).isEqualTo(port);
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }

      assertThat(failures)
          .singleElement(InstanceOfAssertFactories.THROWABLE)
          .isInstanceOf(StartupFailure.class)
          .hasMessageStartingWith("Port " + port + " of 127.0.0.1 is taken");
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void aDataDirectoryIsHeldByOne() {
    try (DataDirectory held = DataDirectory.take(folder)) {
      assertThat(held.root()).isEqualTo(folder);
      assertThatThrownBy(() -> DataDirectory.take(folder))
          .isInstanceOf(StartupFailure.class)
          .hasMessageContaining(folder.toString());
    }

    DataDirectory.take(folder).close();
  }

  @Test
  void aFileInPlaceOfTheDataDirectoryIsSaidInOneSentence() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> DataDirectory.take(file)).isInstanceOf(StartupFailure.class);
  }

  @Test
  void secretsAreReadableByTheirOwnerOnly() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      assertThat(server.wiring.port()).isPositive();
    }

    for (String file : new String[] {"master.key", "root-credentials.properties"}) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("data").resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theSecretsAreInTheirFilesAndNowhereElse() throws Exception {
    String secret;
    String token;
    try (RunningServer server = RunningServer.start(folder)) {
      secret = server.credentials.accessKeySecret();
      token = server.credentials.token().value();
      assertThat(Files.readString(folder.resolve("data/root-credentials.properties")))
          .contains("dlf.access-key-secret=" + secret)
          .contains("token=" + token);
    }

    assertThat(Files.readString(folder.resolve("data/metadata.db"), StandardCharsets.ISO_8859_1))
        .doesNotContain(secret)
        .doesNotContain(token);
  }

  @Test
  void theMasterKeyIsMadeOnce() {
    try (DataDirectory data = DataDirectory.take(folder)) {
      byte[] first = data.masterKey(new SecureRandom());

      assertThat(data.masterKey(new SecureRandom())).isEqualTo(first).hasSize(32);
    }
  }

  @Test
  void aRestartKeepsEverything() throws Exception {
    Path root = folder.resolve("data");
    String token;
    String id;
    try (RunningServer first = RunningServer.start(folder)) {
      token = first.credentials.token().value();
      id = first.prefix;
      first.post(first.p("/databases"), "{\"name\":\"kept\"}");
    }

    try (DataDirectory data = DataDirectory.take(root);
        Wiring again = start(data, 0)) {
      assertThat(again.firstCredentials()).isEmpty();
      var response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:" + again.port() + "/v1/" + id + "/databases"))
                      .header("Authorization", "Bearer " + token)
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).contains("\"kept\"");
    }
  }

  @Test
  void theNextStartDeletesTablesWhoseTimeIsOver() throws Exception {
    Path table;
    long expiresAt;
    try (RunningServer first = RunningServer.start(folder)) {
      String catalog = "/api/v1/catalogs/main";
      first.post(catalog, "{\"updates\":{\"moraine.recycle-bin.retention\":\"1 s\"}}");
      first.post(
          first.p("/databases/default/tables"),
          """
          {"identifier":{"database":"default","object":"t"},
           "schema":{"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],
           "primaryKeys":[],"options":{}}}""");
      var made = RunningServer.json(first.get(first.p("/databases/default/tables/t")));
      table = Path.of(made.get("path").asText().substring("file:".length()));
      first.delete(first.p("/databases/default/tables/t"));
      assertThat(table).isDirectory();
      expiresAt =
          RunningServer.json(first.get(catalog + "/dropped-tables"))
              .get("droppedTables")
              .get(0)
              .get("expiresAt")
              .asLong();
    }
    while (System.currentTimeMillis() < expiresAt) {
      Thread.sleep(20);
    }

    try (DataDirectory data = DataDirectory.take(folder.resolve("data"));
        Wiring again = start(data, 0)) {
      for (int i = 0; i < 200 && Files.exists(table); i++) {
        Thread.sleep(50);
      }

      assertThat(again.port()).isPositive();
      assertThat(table).doesNotExist();
    }
  }

  @Test
  void endpointsAreTold() throws Exception {
    try (DataDirectory data = DataDirectory.take(folder)) {
      data.writeEndpoints(Map.of("server.uri", "http://x", "a", "b"));

      assertThat(Files.readString(data.endpointsFile())).isEqualTo("a=b\nserver.uri=http://x\n");
    }
  }

  private static Wiring start(DataDirectory data, int port) {
    return Wiring.start(RunningServer.optionsOf(data, port), data, CommitSteps.UNOBSERVED);
  }
}
