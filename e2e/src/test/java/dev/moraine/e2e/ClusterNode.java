package dev.moraine.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A cluster's node in a network of its own, with a server in the same network: what runs on it
 * finds the node agent at the address that the cloud's metadata service has.
 */
final class ClusterNode implements AutoCloseable {
  static final String ROLE = "AliyunECSInstanceForEMRRole";
  static final String METADATA =
      "http://100.100.100.200/latest/meta-data/Ram/security-credentials/";

  private static final Path DISTRIBUTION = Path.of(System.getProperty("moraine.distribution"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVER = "http://127.0.0.1:8181";

  private final Path folder;
  private final NetworkNamespace network;
  private final TerminalClient administrator;
  private MoraineProcess server;

  ClusterNode(Path folder) throws IOException {
    this.folder = folder;
    this.network = NetworkNamespace.open();
    this.administrator = new TerminalClient(folder.resolve("data"), network::inside);
    this.server = startServer();
  }

  private MoraineProcess startServer() {
    return MoraineProcess.start(
        new MoraineProcess.Launch(
            MoraineProcess.Launch.of(DISTRIBUTION).java(), Map.of(), network.entry()),
        folder.resolve("data"),
        Duration.ofSeconds(60),
        List.of("--engines", "none"),
        line -> {});
  }

  NetworkNamespace network() {
    return network;
  }

  /** {@code ./moraine …} as the administrator. */
  TerminalClient administrator() {
    return administrator;
  }

  void stopServer() {
    server.close();
  }

  void restartServer() {
    server = startServer();
  }

  String enrolmentKey() throws IOException, InterruptedException {
    return enrolmentKeyFrom(administrator.succeed("node", "key", ROLE));
  }

  private static String enrolmentKeyFrom(String output) {
    return output.lines().filter(line -> line.startsWith("node.")).findFirst().orElseThrow();
  }

  Path keyFile() {
    return folder.resolve("node-key.json");
  }

  /** Starts the agent as the tutorial has it, at the default address. */
  NodeAgentProcess startAgent(String enrolmentKey, String... further) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--role", ROLE, "--key-file", keyFile().toString()));
    arguments.addAll(List.of(further));
    return NodeAgentProcess.start(
        folder.resolve("agent.out"),
        enrolmentKey,
        network::inside,
        arguments.toArray(String[]::new));
  }

  /**
   * What the program {@link NodeClient} prints, with a client's version and the tutorial's options.
   */
  String runClient(String version, String... further) throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "metastore=rest",
                "uri=" + SERVER,
                "warehouse=lake",
                "token.provider=dlf",
                "dlf.region=moraine-local",
                "dlf.token-loader=ecs"));
    options.addAll(List.of(further));
    return ClientJvm.run(version, NodeClient.class, options, network::inside).stream()
        .filter(line -> line.matches("(rows|refused) .*"))
        .findFirst()
        .orElseThrow();
  }

  /** The status and body of a GET. */
  record Got(int status, String body) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  Got get(String url, String... headers) throws IOException, InterruptedException {
    return get(network, url, headers);
  }

  static Got get(NetworkNamespace from, String url, String... headers)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "-w", "\n%{http_code}", url));
    for (String header : headers) {
      command.addAll(List.of("-H", header));
    }
    String output = from.run(command.toArray(String[]::new));
    int end = output.lastIndexOf('\n');
    return new Got(Integer.parseInt(output.substring(end + 1)), output.substring(0, end));
  }

  @Override
  public void close() {
    server.close();
    network.close();
  }
}
