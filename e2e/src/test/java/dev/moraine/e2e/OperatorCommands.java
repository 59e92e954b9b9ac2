package dev.moraine.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code moraine backup}, {@code restore} and {@code doctor} as processes. */
final class OperatorCommands {
  private OperatorCommands() {}

  record Outcome(int status, String output) {}

  static Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("moraine.distribution") + "/server/*",
                "dev.moraine.server.Operator"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("outcome", ".txt");
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return new Outcome(status, Files.readString(output, StandardCharsets.UTF_8));
  }

  /** For a command that is to succeed. */
  static String succeed(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    if (outcome.status() != 0) {
      throw new AssertionError(outcome);
    }
    return outcome.output();
  }
}
