package dev.moraine.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network of its own, with nothing but a loopback interface: what is done to addresses in it
 * leaves the machine alone. Needs root, or a kernel that lets users make namespaces.
 */
final class NetworkNamespace implements AutoCloseable {
  private static final List<List<String>> WAYS =
      List.of(List.of("unshare", "-n"), List.of("unshare", "-r", "-n"));

  private final Process holder;
  private final List<String> entry;

  /** The address of a {@link #neighbour}. */
  static final String NEIGHBOUR = "10.9.0.2";

  private NetworkNamespace(Process holder, List<String> entry) {
    this.holder = holder;
    this.entry = entry;
  }

  static NetworkNamespace open() throws IOException {
    for (List<String> way : WAYS) {
      Process holder = hold(way);
      if (holder != null) {
        String pid = Long.toString(holder.pid());
        return new NetworkNamespace(
            holder,
            way.contains("-r")
                ? List.of("nsenter", "-t", pid, "-U", "-n", "--preserve-credentials")
                : List.of("nsenter", "-t", pid, "-n"));
      }
    }
    throw new IllegalStateException(
        "This test makes a network namespace, which takes root or unprivileged user namespaces");
  }

  // Ends by itself if this process should not come to end it.
  private static Process hold(List<String> way) throws IOException {
    Process holder =
        new ProcessBuilder(
                concat(way, List.of("sh", "-c", "ip link set lo up && echo up && exec sleep 900")))
            .redirectErrorStream(true)
            .start();
    BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
    return "up".equals(output.readLine()) ? holder : null;
  }

  /** What to put before a command that is to run inside. */
  List<String> entry() {
    return entry;
  }

  /** The command for a process inside. */
  List<String> inside(List<String> command) {
    return concat(entry, command);
  }

  /** What a command prints that has to succeed. */
  String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(inside(List.of(command))).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  /**
   * Another machine that this one is the way to an address for.
   *
   * @return a namespace inside this one; closed by itself
   */
  NetworkNamespace neighbour(String reaching) throws IOException, InterruptedException {
    Process other = hold(inside(List.of("unshare", "-n")));
    String pid = Long.toString(other.pid());
    run("ip", "link", "add", "here", "type", "veth", "peer", "name", "there", "netns", pid);
    run("ip", "address", "add", "10.9.0.1/24", "dev", "here");
    run("ip", "link", "set", "here", "up");
    NetworkNamespace neighbour =
        new NetworkNamespace(other, inside(List.of("nsenter", "-t", pid, "-n")));
    neighbour.run("ip", "address", "add", NEIGHBOUR + "/24", "dev", "there");
    neighbour.run("ip", "link", "set", "there", "up");
    neighbour.run("ip", "route", "add", reaching, "via", "10.9.0.1");
    return neighbour;
  }

  private static List<String> concat(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  @Override
  public void close() {
    holder.destroy();
  }
}
