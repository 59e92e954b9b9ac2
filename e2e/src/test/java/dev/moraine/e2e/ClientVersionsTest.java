package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paimon's client 1.4.2 and 2.0.0, each in a JVM of its own, see the same. */
class ClientVersionsTest {
  private static final List<String> EXPECTED =
      List.of(
          "rows {1=one, 2=two}",
          "fields [id, name, note]",
          "tables [people + ü]",
          "rows {1=one, 2=two, 3=three}",
          "snapshot 4",
          "tables []",
          "databases [default]");

  @TempDir private Path folder;

  @Test
  void bothClientsGoTheWholeRound() throws Exception {
    try (MoraineProcess server =
        MoraineProcess.start(
            Path.of(System.getProperty("moraine.distribution")),
            folder.resolve("data"),
            Duration.ofSeconds(60),
            List.of("--port", "0", "--engines", "none"),
            line -> {})) {
      server.createCatalog("lake");

      assertThat(round(server, ClientJvm.current())).isEqualTo(EXPECTED);
      assertThat(round(server, ClientJvm.newer())).isEqualTo(EXPECTED);
    }
  }

  private static List<String> round(MoraineProcess server, ClientJvm client)
      throws IOException, InterruptedException {
    return client.run(ClientRoundTrip.class, server, server.serverUri(), List.of()).stream()
        .filter(line -> line.matches("(rows|fields|tables|snapshot|databases) .*"))
        .toList();
  }
}
