package dev.moraine.e2e;

import dev.moraine.catalog.commit.CommitStep;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.paimon.options.Options;

/** A server on one port that is killed at a step of a commit and started again. */
final class KillableServer implements AutoCloseable {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("moraine.distribution"));
  // Eight clients ask as fast as they can while it starts, and others may use the machine too.
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int LOWEST_PORT = 10_000;
  private static final int FIRST_CLIENT_PORT = 32_768;

  private final Path data;
  private final int port;
  private final List<String> arguments;
  private final Path order;
  private final Path standing;
  private final MoraineProcess.Launch launch;
  private MoraineProcess process;

  /** Starts it, on SQLite. */
  KillableServer(Path data) throws IOException {
    this(data, List.of(), Map.of());
  }

  /** Starts it. */
  KillableServer(Path data, List<String> further, Map<String, String> environment)
      throws IOException {
    this.data = data;
    port = freePort();
    arguments = new ArrayList<>(further);
    arguments.addAll(List.of("--port", Integer.toString(port), "--engines", "none"));
    order = data.resolveSibling(data.getFileName() + ".stand");
    standing = data.resolveSibling(order.getFileName() + ".standing");
    launch =
        new MoraineProcess.Launch(
            List.of(
                // Its lives are short: it is started far more often than it pays to compile well.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dmoraine.test.stand=" + order,
                "-cp",
                MoraineProcess.Launch.jars(DISTRIBUTION)
                    + File.pathSeparator
                    + Path.of("target", "test-classes").toAbsolutePath(),
                "dev.moraine.server.StandingServer"),
            environment);
    process = start();
  }

  // Below what systems give to clients: one of those that ask again and again while the server is
  // away could get its port, and even reach itself there.
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, FIRST_CLIENT_PORT);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        continue;
      }
    }
  }

  private MoraineProcess start() throws IOException {
    Files.deleteIfExists(order);
    Files.deleteIfExists(standing);
    return MoraineProcess.start(launch, data, PATIENCE, arguments, line -> {});
  }

  /**
   * Lets a commit that comes to a step stand there.
   *
   * @param passes how many commits go past the step first
   */
  void orderStandAt(CommitStep step, int passes) throws IOException {
    Path draft = data.resolveSibling(order.getFileName() + ".draft");
    Files.writeString(draft, step + " " + passes);
    Files.move(draft, order, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Kills the server once a commit stands.
   *
   * @param linger how long the others go on meanwhile
   */
  void killWhenOneStands(Duration linger) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(standing)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("No commit came to its step within " + PATIENCE);
      }
      MoraineProcess.sleep(Duration.ofMillis(5));
    }
    MoraineProcess.sleep(linger);
    process.kill();
  }

  /** Starts it again after a kill. */
  void restart() throws IOException {
    process = start();
  }

  MoraineProcess process() {
    return process;
  }

  int port() {
    return port;
  }

  /** What a client of the catalog {@code lake} is given. */
  Options clientOptions() {
    return clientOptions(process, process.serverUri());
  }

  /** The same past another port. */
  static Options clientOptions(MoraineProcess server, URI uri) {
    Options options = new Options();
    options.set("metastore", "rest");
    options.set("uri", uri.toString());
    options.set("warehouse", "lake");
    // Each look is at the server, not at what was seen before.
    options.set("cache-enabled", "false");
    options.set("token.provider", "bear");
    options.set("token", server.credential("token"));
    return options;
  }

  @Override
  public void close() {
    process.close();
  }
}
