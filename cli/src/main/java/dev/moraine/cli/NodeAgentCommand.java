package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moraine node-agent}: a metadata service for the processes of a cluster's node. */
@Command(
    name = "node-agent",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Gives the processes of this machine credentials of a role, where Paimon's clients ask for"
            + " them with dlf.token-loader=ecs. Stays until Ctrl-C.")
final class NodeAgentCommand implements Runnable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENROLMENT_KEY = "MORAINE_ENROLMENT_KEY";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--role",
      paramLabel = "NAME",
      required = true,
      description = "The service role that this node is in.")
  private String role = "";

  @Option(
      names = "--server",
      paramLabel = "URI",
      description = "The Moraine server (default: ${DEFAULT-VALUE}).",
      defaultValue = "http://127.0.0.1:8181")
  private URI server = URI.create("http://127.0.0.1:8181");

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description =
          "Where to answer (default: ${DEFAULT-VALUE}, where clients ask by default). An address"
              + " that is none of this machine is added to its loopback interface meanwhile, which"
              + " takes root.",
      defaultValue = "100.100.100.200:80")
  private String listen = "100.100.100.200:80";

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "Where this node's key is kept (default: .moraine/node-key.json at home).")
  private @Nullable Path keyFile;

  @Option(
      names = "--enrolment-key-file",
      paramLabel = "FILE",
      description =
          "The enrolment key, needed once: a file, - for standard input, or else the environment"
              + " variable "
              + ENROLMENT_KEY
              + ".")
  private @Nullable String enrolmentKeyFile;

  @Option(
      names = "--session",
      paramLabel = "SECONDS",
      description = "How long each set of credentials is good (default: ${DEFAULT-VALUE}).",
      defaultValue = "21600")
  private long sessionSeconds = 21_600;

  @Option(
      names = "--renew-every",
      paramLabel = "SECONDS",
      description = "How often a new set is asked for (default: after half of that time).")
  private @Nullable Long renewSeconds;

  @Override
  public void run() {
    InetSocketAddress address = address();
    Api api = new Api(server, nodeKey());
    RoleCredentials credentials =
        new RoleCredentials(
            api,
            role,
            Duration.ofSeconds(sessionSeconds),
            Duration.ofSeconds(renewSeconds == null ? sessionSeconds / 2 : renewSeconds),
            Clock.systemUTC(),
            this::say);
    LocalAddress held = LocalAddress.hold(address.getAddress());
    // Ctrl-C ends the machine's JVM from here on; what is not taken back now is not taken back.
    Thread release = new Thread(held::close, "shutdown");
    Runtime.getRuntime().addShutdownHook(release);
    try (MetadataService service = MetadataService.start(address, role, credentials)) {
      say(
          "Answering at http://"
              + service.address().getAddress().getHostAddress()
              + ":"
              + service.address().getPort()
              + "/latest/meta-data/Ram/security-credentials/"
              + (held.isAdded() ? "; the address is on the loopback interface meanwhile" : ""));
      credentials.keepRenewing();
    }
  }

  private InetSocketAddress address() {
    int colon = listen.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          InetAddress.getByName(listen.substring(0, Math.max(colon, 0))),
          Integer.parseInt(listen.substring(colon + 1)));
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw new CommandFailure("--listen is an address and a port, such as 127.0.0.1:8182");
    }
  }

  /** This node's own key; the first time it is had for the enrolment key. */
  private String nodeKey() {
    NodeKeyFile file =
        new NodeKeyFile(
            keyFile == null
                ? Path.of(System.getProperty("user.home"), ".moraine", "node-key.json")
                : keyFile);
    NodeKeyFile.NodeKey key = file.read().orElseGet(() -> enrol(file));
    if (!key.role().equals(role)) {
      throw new CommandFailure(
          "This node is enrolled for role "
              + key.role()
              + "; say --role "
              + key.role()
              + ", or enrol it for another with another --key-file");
    }
    return key.value();
  }

  private NodeKeyFile.NodeKey enrol(NodeKeyFile file) {
    String enrolmentKey =
        enrolmentKey()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "This node is not enrolled: put an enrolment key, which ./moraine node key "
                            + role
                            + " makes, into the environment variable "
                            + ENROLMENT_KEY
                            + " or name its file with --enrolment-key-file"));
    NodeKeyFile.Slot slot = file.open();
    JsonNode enrolled =
        new Api(server, enrolmentKey)
            .post("/api/v1/nodes", JSON.createObjectNode().put("name", hostName()));
    NodeKeyFile.NodeKey key =
        new NodeKeyFile.NodeKey(enrolled.path("role").asText(), enrolled.path("nodeKey").asText());
    slot.keep(key);
    say("Enrolled as node " + enrolled.path("node").asText() + "; its key is in " + file);
    return key;
  }

  private Optional<String> enrolmentKey() {
    if (enrolmentKeyFile == null) {
      return Optional.ofNullable(System.getenv(ENROLMENT_KEY)).filter(each -> !each.isBlank());
    }
    try {
      byte[] content =
          enrolmentKeyFile.equals("-")
              ? System.in.readAllBytes()
              : Files.readAllBytes(Path.of(enrolmentKeyFile));
      return Optional.of(new String(content, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new CommandFailure(
          "The enrolment key cannot be read from " + enrolmentKeyFile + ": " + e.getMessage());
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unnamed";
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("node-agent: " + line);
    out.flush();
  }
}
