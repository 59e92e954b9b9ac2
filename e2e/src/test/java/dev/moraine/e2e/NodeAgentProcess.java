package dev.moraine.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** {@code moraine node-agent} as a process. */
final class NodeAgentProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path output;

  private NodeAgentProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it.
   *
   * @param enrolmentKey in its environment; empty for none
   * @param place makes of a command the one that runs it where it is to run
   */
  static NodeAgentProcess start(
      Path output, String enrolmentKey, UnaryOperator<List<String>> place, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                place.apply(
                    Stream.concat(
                            TerminalClient.command("node-agent").stream(), Stream.of(arguments))
                        .toList()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(Map.of("MORAINE_ENROLMENT_KEY", enrolmentKey));
    return new NodeAgentProcess(builder.start(), output);
  }

  /** Waits until it said something. */
  NodeAgentProcess awaitSaid(String part) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!said().contains(part)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("It did not say '" + part + "' but: " + said());
      }
      MoraineProcess.sleep(Duration.ofMillis(50));
    }
    return this;
  }

  String said() throws IOException {
    return Files.readString(output);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Its status, once it has ended by itself. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The node agent did not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }
}
