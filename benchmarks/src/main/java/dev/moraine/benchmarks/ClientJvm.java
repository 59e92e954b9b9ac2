package dev.moraine.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A catalog's clients in a child process, with a class path of its own: no two versions of Paimon
 * fit into one. Ends with us, since its input does.
 */
final class ClientJvm implements AutoCloseable {
  private final Process process;
  private final Path errors;
  private final DataOutputStream orders;
  private final DataInputStream answers;

  private ClientJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.orders = new DataOutputStream(process.getOutputStream());
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /**
   * @param databases what the names of its databases begin with
   * @param options of Paimon's catalog; they go through a pipe, since there are keys among them
   * @param errors the file for what it complains about
   */
  static ClientJvm start(
      String classPath, String databases, Map<String, String> options, Path errors)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As the launcher has it for clients in its own process.
                "-Xmx2g",
                "-XX:+UseG1GC",
                "-XX:G1HeapRegionSize=16m",
                "-cp",
                classPath,
                ClientWork.class.getName(),
                databases)
            .redirectError(errors.toFile())
            .start();
    ClientJvm client = new ClientJvm(process, errors);
    client.orders.writeInt(options.size());
    for (Map.Entry<String, String> option : options.entrySet()) {
      client.orders.writeUTF(option.getKey());
      client.orders.writeUTF(option.getValue());
    }
    return client;
  }

  /**
   * Has it do its work.
   *
   * @param duration of which tables that are created take no notice
   * @throws IllegalStateException when an operation failed, which ends the process
   */
  Load.Measurement measure(ClientLoad load, int round, Duration duration) throws IOException {
    try {
      orders.writeByte(load.ordinal());
      orders.writeInt(round);
      orders.writeLong(duration.toNanos());
      orders.flush();
      long elapsedNanos = answers.readLong();
      long[] latencies = new long[answers.readInt()];
      for (int i = 0; i < latencies.length; i++) {
        latencies[i] = answers.readLong();
      }
      return new Load.Measurement(latencies, elapsedNanos);
    } catch (IOException e) {
      throw new IllegalStateException(
          "a client ended early: " + ScratchFolder.complaints(errors), e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
