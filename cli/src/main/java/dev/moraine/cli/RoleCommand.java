package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine role …}. */
@Command(
    name = "role",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and deletes roles, and says who is in them.")
final class RoleCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLES = "/api/v1/roles";
  private static final String ROLE_HELP = "The role's name.";
  private static final String USER_HELP = "The user's name.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "create", description = "Makes a role.")
  void create(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role,
      @Option(
              names = "--description",
              paramLabel = "TEXT",
              description = "What it is for.",
              defaultValue = "")
          String description,
      @Option(
              names = "--service",
              description = "Nodes act in it, with keys of their own; no user is in it.")
          boolean service,
      @Option(
              names = "--trusted",
              description = "With --service: no policy has to be attached to it.")
          boolean trusted) {
    server.post(
        ROLES,
        JSON.createObjectNode()
            .put("name", role)
            .put("description", description)
            .put("service", service)
            .put("trusted", trusted));
    say("Made role " + role);
  }

  @Command(name = "list", description = "Lists the roles, besides super_administrator and admin.")
  void list(@Mixin ServerConnection server) {
    List<List<String>> rows =
        server.list(ROLES + "?maxResults=1000", "roles").stream()
            .map(
                role ->
                    List.of(
                        role.path("name").asText(), kind(role), role.path("description").asText()))
            .toList();
    out().print(TextTable.format(List.of("name", "kind", "description"), rows));
    out().flush();
  }

  private static String kind(JsonNode role) {
    if (!role.path("service").asBoolean()) {
      return "users";
    }
    return role.path("trusted").asBoolean() ? "trusted service" : "service";
  }

  @Command(
      name = "trust",
      description = "Marks a service role as trusted: no policy has to be attached to it.")
  void trust(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role) {
    server.post(path(role), JSON.createObjectNode().put("trusted", true));
    say("Role " + role + " is trusted");
  }

  @Command(name = "distrust", description = "Takes that mark from a service role.")
  void distrust(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role) {
    server.post(path(role), JSON.createObjectNode().put("trusted", false));
    say("Role " + role + " is not trusted");
  }

  @Command(
      name = "end-sessions",
      description = "Ends all sessions in a role that were issued until now.")
  void endSessions(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role) {
    server.delete(path(role) + "/session-credentials");
    say("Ended the sessions in role " + role);
  }

  @Command(name = "delete", description = "Deletes a role, and what its members had through it.")
  void delete(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role) {
    server.delete(path(role));
    say("Deleted role " + role);
  }

  @Command(name = "members", description = "Lists the users in a role.")
  void members(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role) {
    server.get(path(role) + "/members").path("users").forEach(user -> say(user.asText()));
  }

  @Command(name = "add", description = "Puts a user into a role.")
  void add(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role,
      @Parameters(paramLabel = "USER", description = USER_HELP) String user) {
    server.post(path(role) + "/members", JSON.createObjectNode().put("user", user));
    say("User " + user + " is in role " + role);
  }

  @Command(name = "remove", description = "Takes a user out of a role.")
  void remove(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "ROLE", description = ROLE_HELP) String role,
      @Parameters(paramLabel = "USER", description = USER_HELP) String user) {
    server.delete(path(role) + "/members/" + Api.segment(user));
    say("User " + user + " is not in role " + role);
  }

  private static String path(String role) {
    return ROLES + "/" + Api.segment(role);
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
