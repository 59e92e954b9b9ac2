package dev.moraine.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The terminal client of the distribution, and other commands, as processes. */
final class TerminalClient {
  private final Path data;
  private final UnaryOperator<List<String>> place;

  /**
   * @param data the data directory of the server to talk to
   * @param place makes of a command the one that runs it where it is to run
   */
  TerminalClient(Path data, UnaryOperator<List<String>> place) {
    this.data = data;
    this.place = place;
  }

  record Outcome(int status, String output) {}

  static List<String> command(String... arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("moraine.distribution") + "/cli/*",
                "dev.moraine.cli.Main"),
            Stream.of(arguments))
        .toList();
  }

  Outcome ask(String... arguments) throws IOException, InterruptedException {
    return run(
        Map.of(),
        place.apply(
            Stream.concat(command(arguments).stream(), Stream.of("--data", data.toString()))
                .toList()));
  }

  /** For a command that is to succeed. */
  String succeed(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = ask(arguments);
    if (outcome.status() != 0) {
      throw new AssertionError(outcome);
    }
    return outcome.output();
  }

  static Outcome run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("outcome", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Outcome(status, Files.readString(output, StandardCharsets.UTF_8));
  }
}
