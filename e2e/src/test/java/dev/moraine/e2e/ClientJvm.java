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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM with one version of Paimon's client. */
record ClientJvm(String client) {
  /** The version that Moraine is built with. */
  static ClientJvm current() {
    return new ClientJvm(classPathWith("paimon-bundle"));
  }

  static ClientJvm newer() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "newer-client"))) {
      return new ClientJvm(
          jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }
  }

  /**
   * Runs a main class to its end, with a signing client's options behind {@code arguments}.
   *
   * @return what it printed, line by line
   */
  List<String> run(Class<?> main, MoraineProcess server, URI uri, List<String> arguments)
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
    command.add(main.getName());
    command.addAll(arguments);
    command.add("metastore=rest");
    command.add("uri=" + uri);
    command.add("warehouse=lake");
    command.add("token.provider=dlf");
    command.add("dlf.region=moraine-local");
    command.add("dlf.token-path=" + tokenFile(server));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
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
}
