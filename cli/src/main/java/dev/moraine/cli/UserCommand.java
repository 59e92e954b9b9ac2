package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine user …}. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    subcommands = SyncCommand.class,
    description = "Makes and lists users, brings them from elsewhere, makes their access keys.")
final class UserCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USERS = "/api/v1/users";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "create", description = "Makes a user, who may do nothing yet.")
  void create(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
    server.post(USERS, JSON.createObjectNode().put("name", name));
    out().println("Made user " + name);
    out().flush();
  }

  @Command(name = "list", description = "Lists the users.")
  void list(@Mixin ServerConnection server) {
    List<List<String>> rows =
        server.list(USERS + "?maxResults=1000", "users").stream()
            .map(
                user ->
                    List.of(
                        user.path("name").asText(),
                        Instant.ofEpochMilli(user.path("createdAt").asLong()).toString(),
                        user.path("createdBy").asText(),
                        user.path("source").asText()))
            .toList();
    out().print(TextTable.format(List.of("name", "created", "by", "from"), rows));
    out().flush();
  }

  @Command(
      name = "key",
      description = "Makes an access key and a token for a user, and shows them this once.")
  void key(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
    JsonNode made =
        server.post(USERS + "/" + Api.segment(name) + "/access-keys", JSON.createObjectNode());
    out().println("dlf.access-key-id=" + made.path("accessKeyId").asText());
    out().println("dlf.access-key-secret=" + made.path("accessKeySecret").asText());
    out().println("token=" + made.path("token").asText());
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
