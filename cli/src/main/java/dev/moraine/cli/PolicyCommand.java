package dev.moraine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine policy …}. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and deletes policies, and says whom they bind.")
final class PolicyCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POLICIES = "/api/v1/policies";
  private static final String POLICY_HELP = "The policy's name.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "create", description = "Makes a policy of a JSON document.")
  void create(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "POLICY", description = POLICY_HELP) String policy,
      @Parameters(paramLabel = "FILE", description = "The file that holds the document.")
          Path file) {
    server.post(POLICIES, JSON.createObjectNode().put("name", policy).set("document", read(file)));
    say("Made policy " + policy);
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new CommandFailure("The file " + file + " is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CommandFailure("The file " + file + " cannot be read: " + e.getMessage());
    }
  }

  @Command(name = "list", description = "Lists the policies, and to whom each is attached.")
  void list(@Mixin ServerConnection server) {
    List<List<String>> rows =
        StreamSupport.stream(server.get(POLICIES).path("policies").spliterator(), false)
            .map(
                policy ->
                    List.of(
                        policy.path("name").asText(),
                        policy.path("document").path("Statement").toString(),
                        StreamSupport.stream(policy.path("attachedTo").spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", "))))
            .toList();
    out().print(TextTable.format(List.of("name", "statements", "attached to"), rows));
    out().flush();
  }

  @Command(name = "delete", description = "Deletes a policy, wherever it is attached.")
  void delete(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "POLICY", description = POLICY_HELP) String policy) {
    server.delete(path(policy));
    say("Deleted policy " + policy);
  }

  @Command(name = "attach", description = "Attaches a policy to a user or role.")
  void attach(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "POLICY", description = POLICY_HELP) String policy,
      @Parameters(paramLabel = "PRINCIPAL", description = GrantedThing.PRINCIPAL_HELP)
          String principal) {
    server.post(path(policy) + "/attach", JSON.createObjectNode().put("principal", principal));
    say("Policy " + policy + " binds " + principal);
  }

  @Command(name = "detach", description = "Detaches a policy from a user or role.")
  void detach(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "POLICY", description = POLICY_HELP) String policy,
      @Parameters(paramLabel = "PRINCIPAL", description = GrantedThing.PRINCIPAL_HELP)
          String principal) {
    server.post(path(policy) + "/detach", JSON.createObjectNode().put("principal", principal));
    say("Policy " + policy + " does not bind " + principal);
  }

  private static String path(String policy) {
    return POLICIES + "/" + Api.segment(policy);
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
