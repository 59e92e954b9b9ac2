package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine node …}: what an administrator does about nodes. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Makes enrolment keys for nodes, lists and revokes nodes.")
final class NodeCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NODES = "/api/v1/nodes";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "key",
      description =
          "Makes a key with which one node is enrolled for a service role, and prints it this once.")
  void key(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = "The service role's name.") String role,
      @Option(
              names = "--valid",
              paramLabel = "SECONDS",
              description =
                  "How long the key is good, unless it is used before (default: an hour).")
          @Nullable Long seconds) {
    ObjectNode body = JSON.createObjectNode();
    if (seconds != null) {
      body.put("lifetimeSeconds", seconds);
    }
    JsonNode made = server.post("/api/v1/roles/" + Api.segment(role) + "/enrolment-keys", body);
    // Alone on its stream, so that it can be sent into a file.
    say(made.path("enrolmentKey").asText());
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "Good for one node, until "
            + TextTable.time(made.path("expiresAt"))
            + "; on the node: MORAINE_ENROLMENT_KEY=... ./moraine node-agent --role "
            + role);
    err.flush();
  }

  @Command(name = "list", description = "Lists the nodes, those that are not enrolled yet too.")
  void list(@Mixin ServerConnection server) {
    List<List<String>> rows =
        server.list(NODES + "?maxResults=1000", "nodes").stream()
            .map(
                node ->
                    List.of(
                        node.path("id").asText(),
                        node.path("role").asText(),
                        node.path("enrolled").asBoolean()
                            ? node.path("name").asText()
                            : "(until " + TextTable.time(node.path("expiresAt")) + ")",
                        TextTable.time(node.path("createdAt")),
                        node.path("createdBy").asText(),
                        TextTable.time(node.path("lastUsedAt"))))
            .toList();
    spec.commandLine()
        .getOut()
        .print(TextTable.format(List.of("id", "role", "node", "created", "by", "last used"), rows));
    spec.commandLine().getOut().flush();
  }

  @Command(name = "revoke", description = "Ends a node's key, and all that was issued to it.")
  void revoke(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ID", description = "The node's id, from the list.") String id) {
    server.delete(NODES + "/" + Api.segment(id));
    say("Revoked node " + id);
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
