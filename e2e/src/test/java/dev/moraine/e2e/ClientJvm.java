package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A JVM with Paimon's client in a version of its own: no two of them fit into one class path. */
final class ClientJvm {
  private ClientJvm() {}

  /**
   * Runs a main class of the tests to its end.
   *
   * @param client Paimon's version; the build puts the jars of others than ours into {@code
   *     target/clients}
   * @return its output
   */
  static List<String> run(String client, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    return run(client, main, arguments, command -> command);
  }

  /**
   * Runs it elsewhere; see the other one.
   *
   * @param place makes of a command the one that runs it where it is to run
   */
  static List<String> run(
      String client, Class<?> main, List<String> arguments, UnaryOperator<List<String>> place)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Dfile.encoding=UTF-8"));
    command.add("-Dmoraine.distribution=" + System.getProperty("moraine.distribution"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath(client))));
    command.add(main.getName());
    command.addAll(arguments);
    Process process = new ProcessBuilder(place.apply(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static List<String> classPath(String client) throws IOException {
    List<String> own =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    Path jars = Path.of("target", "clients", client);
    if (!Files.exists(jars)) {
      assertThat(own).as("the client " + client).anyMatch(entry -> isPaimon(entry, client));
      return own;
    }
    try (Stream<Path> others = Files.list(jars)) {
      return Stream.concat(
              others.map(Path::toString).sorted(),
              own.stream().filter(entry -> !isPaimon(entry, "")))
          .toList();
    }
  }

  private static boolean isPaimon(String entry, String version) {
    String file = Path.of(entry).getFileName().toString();
    return file.startsWith("paimon-") && file.contains(version);
  }

  /** The options of a client that signs, for {@link #run}. */
  static List<String> signing(MoraineProcess server, URI uri, String warehouse) throws IOException {
    return List.of(
        "metastore=rest",
        "uri=" + uri,
        "warehouse=" + warehouse,
        "token.provider=dlf",
        "dlf.region=moraine-local",
        "dlf.token-path=" + tokenFile(server));
  }

  // Not as arguments, which every process of the machine can read. Paimon 1.1 takes no keys from a
  // file that do not end.
  private static Path tokenFile(MoraineProcess server) throws IOException {
    return Files.writeString(
        server.dataDirectory().resolve("client-token.json"),
        """
        {"AccessKeyId": "%s", "AccessKeySecret": "%s", "Expiration": "2100-01-01T00:00:00Z"}
        """
            .formatted(
                server.credential("dlf.access-key-id"),
                server.credential("dlf.access-key-secret")));
  }
}
