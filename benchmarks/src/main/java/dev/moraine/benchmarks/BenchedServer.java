package dev.moraine.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.e2e.MoraineProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server with a catalog, in a folder of its own; both are gone at the end, also on Ctrl-C. */
final class BenchedServer implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(4);
  private static final String DATA = "data";

  private final ScratchFolder folder;
  private final MoraineProcess process;
  private final String metadata;
  private final JsonNode catalog;

  private BenchedServer(
      ScratchFolder folder, MoraineProcess process, String metadata, JsonNode catalog) {
    this.folder = folder;
    this.process = process;
    this.metadata = metadata;
    this.catalog = catalog;
  }

  /**
   * Starts it on a new SQLite file, with an empty catalog.
   *
   * @param engines as {@code moraine up --engines} takes them
   * @param arguments further ones of {@code moraine up}
   */
  static BenchedServer start(
      Path distribution, String engines, List<String> arguments, Progress progress) {
    ScratchFolder folder = ScratchFolder.make();
    return start(
        folder,
        "jdbc:sqlite:" + folder.resolve(DATA).resolve("metadata.db"),
        distribution,
        Stream.concat(Stream.of("--engines", engines), arguments.stream()).toList(),
        Map.of(),
        progress);
  }

  /** Starts it on a new database of a PostgreSQL, without engines, with an empty catalog. */
  static BenchedServer startOn(
      BenchedPostgres postgres, String database, Path distribution, Progress progress) {
    String metadata = postgres.makeDatabase(database);
    return start(
        ScratchFolder.make(),
        metadata,
        distribution,
        List.of("--engines", "none", "--metadata", metadata),
        Map.of(
            "MORAINE_METADATA_USER", BenchedPostgres.USER,
            "MORAINE_METADATA_PASSWORD", BenchedPostgres.PASSWORD),
        progress);
  }

  // Where this throws, the folder's hook cleans up: the process ends then.
  private static BenchedServer start(
      ScratchFolder folder,
      String metadata,
      Path distribution,
      List<String> arguments,
      Map<String, String> environment,
      Progress progress) {
    MoraineProcess process =
        MoraineProcess.start(
            distribution,
            folder.resolve(DATA),
            START_PATIENCE,
            Stream.concat(Stream.of("--port", "0"), arguments.stream()).toList(),
            environment,
            line -> progress.tell("  " + line));
    return new BenchedServer(folder, process, metadata, process.createCatalog("bench"));
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

  /** Calls Moraine's own API as the administrator. */
  JsonNode ask(String method, String path, String body) {
    return process.ask(method, path, body);
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

  /** What is left of its heap after a collection, in bytes. */
  long liveHeap() throws IOException, InterruptedException {
    Process histogram =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.handle().pid()),
                // Collects before it counts.
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines = histogram.inputReader().lines().toList();
    Matcher total =
        Pattern.compile("Total +[0-9]+ +([0-9]+)").matcher(lines.get(lines.size() - 1).strip());
    if (histogram.waitFor() != 0 || !total.matches()) {
      throw new IllegalStateException("jcmd tells no heap: " + String.join("\n", lines));
    }
    return Long.parseLong(total.group(1));
  }

  /** A connection to its metadata, beside its own. */
  Connection openMetadata() throws SQLException {
    Properties login = new Properties();
    // SQLite asks nobody.
    login.setProperty("user", BenchedPostgres.USER);
    return DriverManager.getConnection(metadata, login);
  }

  @Override
  public void close() {
    process.close();
    folder.close();
  }
}
