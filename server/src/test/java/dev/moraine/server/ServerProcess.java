package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The command {@code moraine up} as a process, without engines, on a data directory of its own. */
final class ServerProcess implements AutoCloseable {
  private final Path folder;
  private final Process process;

  private ServerProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  static ServerProcess start(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Not the one of the tests.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--data",
                folder.resolve("data").toString(),
                "--engines",
                "none"));
    command.addAll(List.of(arguments));
    return new ServerProcess(
        folder,
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start());
  }

  Process process() {
    return process;
  }

  String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  /** Waits until the server has written a line into a file of its data directory. */
  String awaitProperty(String file, String name) throws Exception {
    Path path = folder.resolve("data").resolve(file);
    while (process.isAlive()) {
      Properties properties = new Properties();
      if (Files.exists(path)) {
        try (Reader reader = Files.newBufferedReader(path)) {
          properties.load(reader);
        }
      }
      String value = properties.getProperty(name);
      if (value != null) {
        return value;
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError(output());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
