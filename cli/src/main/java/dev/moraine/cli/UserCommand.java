package dev.moraine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine user …}. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    subcommands = SyncCommand.class,
    description = "Makes, lists and deletes users, brings them from elsewhere.")
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
                        TextTable.time(user.path("createdAt")),
                        user.path("createdBy").asText(),
                        user.path("source").asText()))
            .toList();
    out().print(TextTable.format(List.of("name", "created", "by", "from"), rows));
    out().flush();
  }

  @Command(
      name = "delete",
      description = "Deletes a user, with access keys, tokens, sessions, grants and memberships.")
  void delete(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
      @Option(
              names = "--heir",
              paramLabel = "NAME",
              description = "Who then owns what the user owned (default: who asks).")
          @Nullable String heir) {
    String query = heir == null ? "" : "?heir=" + Api.segment(heir);
    server.delete(USERS + "/" + Api.segment(name) + query);
    out().println("Deleted user " + name);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
