package dev.moraine.e2e;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One server with Flink and Spark for all tests of a run: engines take long to start. */
final class SharedSystem {
  private static final Path DATA = Path.of("target", "e2e-data").toAbsolutePath();

  private static MoraineProcess moraine;
  private static Duration startTook;

  private SharedSystem() {}

  static synchronized MoraineProcess get() {
    if (moraine == null) {
      deleteData();
      long started = System.nanoTime();
      moraine =
          MoraineProcess.start(
              Path.of(System.getProperty("moraine.distribution")),
              DATA,
              Duration.ofMinutes(4),
              List.of("--port", "0"),
              System.out::println);
      startTook = Stage.since(started);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> moraine.close()));
    }
    return moraine;
  }

  /** How long the server and its engines took to start. */
  static Duration startTook() {
    return startTook;
  }

  /** Tells on the test's output. */
  static Narrator narrator() {
    return new Narrator(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  private static void deleteData() {
    try (Stream<Path> files = Files.exists(DATA) ? Files.walk(DATA) : Stream.empty()) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
