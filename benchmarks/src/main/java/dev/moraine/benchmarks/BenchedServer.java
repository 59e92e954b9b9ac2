package dev.moraine.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.e2e.MoraineProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server with a catalog, in a folder of its own; both are gone at the end, also on Ctrl-C. */
final class BenchedServer implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(4);

  private final Path folder;
  private final MoraineProcess process;
  private final JsonNode catalog;
  private final Thread hook;

  private BenchedServer(Path folder, MoraineProcess process, JsonNode catalog, Thread hook) {
    this.folder = folder;
    this.process = process;
    this.catalog = catalog;
    this.hook = hook;
  }

  /**
   * Starts it, with an empty catalog.
   *
   * @param engines as {@code moraine up --engines} takes them
   * @param arguments further ones of {@code moraine up}
   */
  static BenchedServer start(
      Path distribution, String engines, List<String> arguments, Progress progress) {
    Path folder;
    try {
      folder = Files.createTempDirectory("moraine-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread hook = new Thread(() -> endEverything(folder), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    // Where this throws, the hook cleans up: the process ends then.
    MoraineProcess process =
        MoraineProcess.start(
            distribution,
            folder.resolve("data"),
            START_PATIENCE,
            Stream.concat(Stream.of("--port", "0", "--engines", engines), arguments.stream())
                .toList(),
            line -> progress.tell("  " + line));
    return new BenchedServer(folder, process, process.createCatalog("bench"), hook);
  }

  // Only the server is a child of ours; it ends its engines itself.
  private static void endEverything(Path folder) {
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    children.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            children.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, 30, TimeUnit.SECONDS)
        .join();
    delete(folder);
  }

  // Ctrl-C can come while the folder is being deleted already.
  private static synchronized void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return process.serverUri();
  }

  String endpoint(String key) {
    return process.endpoint(key);
  }

  String credential(String key) {
    return process.credential(key);
  }

  String catalogId() {
    return catalog.path("id").asText();
  }

  String catalogLocation() {
    return catalog.path("location").asText();
  }

  /** A folder for what is done without the server; deleted with it. */
  Path neighbour(String name) {
    return folder.resolve(name);
  }

  /** Processor time that the server, without its engines, has used so far. */
  Duration processorTime() {
    return process.handle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.close();
    delete(folder);
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
