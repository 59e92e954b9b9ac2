package dev.moraine.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Hive Metastore with its own defaults on a PostgreSQL, in a folder of its own; both are gone at
 * the end, also on Ctrl-C.
 */
final class HiveMetastore implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final ScratchFolder folder;
  private final Process process;
  private final int port;

  private HiveMetastore(ScratchFolder folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  static HiveMetastore start(Peers peers, BenchedPostgres postgres)
      throws IOException, InterruptedException {
    ScratchFolder folder = ScratchFolder.make();
    Path configuration = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        configuration.resolve("metastore-site.xml"),
        site(
            "javax.jdo.option.ConnectionDriverName=org.postgresql.Driver",
            "javax.jdo.option.ConnectionURL=" + postgres.makeDatabase("metastore"),
            "javax.jdo.option.ConnectionUserName=" + BenchedPostgres.USER,
            "javax.jdo.option.ConnectionPassword=" + BenchedPostgres.PASSWORD,
            "datanucleus.schema.autoCreateAll=true",
            "metastore.schema.verification=false",
            // The defaults of these two name classes of Hive's engine.
            "metastore.expression.proxy="
                + "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
            "metastore.task.threads.always="
                + "org.apache.hadoop.hive.metastore.events.EventCleanerTask",
            "metastore.warehouse.dir=" + folder.resolve("warehouse").toUri()));
    // Where this throws, the folder's hook cleans up: the process ends then.
    int port = freePort();
    Path output = folder.resolve("metastore.out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                // Hive and DataNucleus reach into both by reflection.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder.resolve("."),
                "-cp",
                peers.metastoreClassPath(configuration),
                "org.apache.hadoop.hive.metastore.HiveMetaStore",
                "-p",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    HiveMetastore metastore = new HiveMetastore(folder, process, port);
    metastore.awaitPort(output);
    return metastore;
  }

  // It tells no port that it finds itself.
  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static String site(String... properties) {
    return Stream.of(properties)
        .map(property -> property.split("=", 2))
        .map("<property><name>%s</name><value>%s</value></property>\n"::formatted)
        .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
  }

  private void awaitPort(Path output) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroy();
        throw new IllegalStateException(
            "the Hive Metastore did not start: " + ScratchFolder.complaints(output));
      }
      Thread.sleep(100);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Options of Paimon's catalog.
   *
   * @param connections of the client, which would share two by default
   */
  Map<String, String> options(int connections) {
    return Map.of(
        "metastore",
        "hive",
        "uri",
        "thrift://127.0.0.1:" + port,
        "warehouse",
        folder.resolve("warehouse").toUri().toString(),
        "client-pool-size",
        Integer.toString(connections));
  }

  /** A folder or file beside its own; deleted with it. */
  Path neighbour(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    folder.close();
  }
}
