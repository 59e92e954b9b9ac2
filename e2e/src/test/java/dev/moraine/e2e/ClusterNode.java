package dev.moraine.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A cluster's node in a network of its own, with a server in the same network: what runs on it
 * finds the node agent at the address that the cloud's metadata service has.
 */
final class ClusterNode implements AutoCloseable {
  static final String ROLE = "AliyunECSInstanceForEMRRole";
  private static final String METADATA_ADDRESS = "100.100.100.200";
  static final String METADATA =
      "http://" + METADATA_ADDRESS + "/latest/meta-data/Ram/security-credentials/";

  private static final Path DISTRIBUTION = Path.of(System.getProperty("moraine.distribution"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final NetworkNamespace network;
  private final NetworkNamespace networkOfServer;
  private final String address;
  private final List<String> arguments;
  private final TerminalClient administrator;
  private MoraineProcess server;

  /** With the server on the same machine. */
  ClusterNode(Path folder) throws IOException {
    this(folder, NetworkNamespace.open());
  }

  private ClusterNode(Path folder, NetworkNamespace network) {
    this(folder, network, network, LOOPBACK, List.of());
  }

  /**
   * @param address where the node finds the server
   * @param arguments further ones of {@code moraine up}
   */
  private ClusterNode(
      Path folder,
      NetworkNamespace network,
      NetworkNamespace networkOfServer,
      String address,
      List<String> arguments) {
    this.folder = folder;
    this.network = network;
    this.networkOfServer = networkOfServer;
    this.address = address;
    this.arguments = arguments;
    this.administrator = new TerminalClient(folder.resolve("data"), networkOfServer::inside);
    this.server = startServer();
  }

  /**
   * With the server on another machine, which trusts a network that the node is not in. The
   * administrator is at the server's.
   */
  static ClusterNode awayFromServer(Path folder) throws IOException, InterruptedException {
    NetworkNamespace network = NetworkNamespace.open();
    return new ClusterNode(
        folder,
        network,
        network.neighbour(METADATA_ADDRESS),
        NetworkNamespace.NEIGHBOUR,
        List.of("--host", "0.0.0.0", "--trust", "192.0.2.0/24"));
  }

  private MoraineProcess startServer() {
    return MoraineProcess.start(
        new MoraineProcess.Launch(
            MoraineProcess.Launch.of(DISTRIBUTION).java(), Map.of(), networkOfServer.entry()),
        folder.resolve("data"),
        Duration.ofSeconds(60),
        Stream.concat(Stream.of("--engines", "none"), arguments.stream()).toList(),
        line -> {});
  }

  private String serverUri() {
    return "http://" + address + ":8181";
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
        new ArrayList<>(
            List.of("--role", ROLE, "--key-file", keyFile().toString(), "--server", serverUri()));
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
                "uri=" + serverUri(),
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
