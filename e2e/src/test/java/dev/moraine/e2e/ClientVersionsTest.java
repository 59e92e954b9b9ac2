package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paimon's clients, each version in a JVM of its own, see the same. */
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

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1", "1.2.0", "1.3.1", "1.4.2", "2.0.0"})
  void everyClientGoesTheWholeRound(String version) throws Exception {
    try (MoraineProcess server =
        MoraineProcess.start(
            Path.of(System.getProperty("moraine.distribution")),
            folder.resolve("data"),
            Duration.ofSeconds(60),
            List.of("--port", "0", "--engines", "none"),
            line -> {})) {
      JsonNode lake = server.createCatalog("lake");

      assertThat(round(server, lake, version)).isEqualTo(EXPECTED);
    }
  }

  private static List<String> round(MoraineProcess server, JsonNode lake, String version)
      throws IOException, InterruptedException {
    return ClientJvm.run(
            version,
            ClientRoundTrip.class,
            ClientJvm.signing(server, server.serverUri(), lake.path("name").asText()))
        .stream()
        .filter(line -> line.matches("(rows|fields|tables|snapshot|databases) .*"))
        .toList();
  }
}
