package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      JsonNode lake = server.createCatalog("lake");

      assertThat(round(server, lake, classPathWith("paimon-bundle"))).isEqualTo(EXPECTED);
      assertThat(round(server, lake, newerClient())).isEqualTo(EXPECTED);
    }
  }

  private static List<String> round(MoraineProcess server, JsonNode lake, String client)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dfile.encoding=UTF-8",
            "-cp",
            String.join(
                File.pathSeparator,
                Path.of("target", "test-classes").toString(),
                client,
                classPathWith("hadoop-client"),
                classPathWith("slf4j"))));
    command.add("dev.moraine.e2e.ClientRoundTrip");
    command.add("metastore=rest");
    command.add("uri=" + server.serverUri());
    command.add("warehouse=" + lake.path("name").asText());
    command.add("token.provider=dlf");
    command.add("dlf.region=moraine-local");
    command.add("dlf.token-path=" + tokenFile(server));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output
        .lines()
        .filter(line -> line.matches("(rows|fields|tables|snapshot|databases) .*"))
        .toList();
  }

  // Not as arguments, which every process of the machine can read.
  private static Path tokenFile(MoraineProcess server) throws IOException {
    return Files.writeString(
        server.dataDirectory().resolve("client-token.json"),
        """
        {"AccessKeyId": "%s", "AccessKeySecret": "%s"}
        """
            .formatted(
                server.credential("dlf.access-key-id"),
                server.credential("dlf.access-key-secret")));
  }

  private static String classPathWith(String part) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> Path.of(entry).getFileName().toString().startsWith(part))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String newerClient() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "newer-client"))) {
      return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }
}
