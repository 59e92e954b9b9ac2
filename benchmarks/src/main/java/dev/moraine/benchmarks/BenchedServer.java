package dev.moraine.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.e2e.MoraineProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server with a catalog, in a folder of its own; both are gone at the end, also on Ctrl-C. */
final class BenchedServer implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(4);

  private final ScratchFolder folder;
  private final MoraineProcess process;
  private final JsonNode catalog;

  private BenchedServer(ScratchFolder folder, MoraineProcess process, JsonNode catalog) {
    this.folder = folder;
    this.process = process;
    this.catalog = catalog;
  }

  /**
   * Starts it, with an empty catalog.
   *
   * @param engines as {@code moraine up --engines} takes them
   * @param arguments further ones of {@code moraine up}
   */
  static BenchedServer start(
      Path distribution, String engines, List<String> arguments, Progress progress) {
    return start(distribution, engines, arguments, Map.of(), progress);
  }

  /** Starts it with its metadata in a PostgreSQL, without engines, with an empty catalog. */
  static BenchedServer startOn(
      BenchedPostgres postgres, String database, Path distribution, Progress progress) {
    return start(
        distribution,
        "none",
        List.of("--metadata", postgres.makeDatabase(database)),
        Map.of(
            "MORAINE_METADATA_USER", BenchedPostgres.USER,
            "MORAINE_METADATA_PASSWORD", BenchedPostgres.PASSWORD),
        progress);
  }

  private static BenchedServer start(
      Path distribution,
      String engines,
      List<String> arguments,
      Map<String, String> environment,
      Progress progress) {
    ScratchFolder folder = ScratchFolder.make();
    // Where this throws, the folder's hook cleans up: the process ends then.
    MoraineProcess process =
        MoraineProcess.start(
            distribution,
            folder.resolve("data"),
            START_PATIENCE,
            Stream.concat(Stream.of("--port", "0", "--engines", engines), arguments.stream())
                .toList(),
            environment,
            line -> progress.tell("  " + line));
    return new BenchedServer(folder, process, process.createCatalog("bench"));
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
    folder.close();
  }
}
