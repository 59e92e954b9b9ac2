package dev.moraine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine token …}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes bearer tokens.")
final class TokenCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "create", description = "Makes a token of your own, and shows it this once.")
  void create(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
      @Option(
              names = "--valid",
              paramLabel = "SECONDS",
              description = "How long it is good (default: until it is revoked).")
          @Nullable Long seconds) {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    if (seconds != null) {
      body.put("lifetimeSeconds", seconds);
    }
    // Alone on its stream, so that it can be sent into a file.
    say(server.post("/api/v1/tokens", body).path("token").asText());
  }

  @Command(name = "list", description = "Lists tokens, oldest first, by their ids.")
  void list(@Mixin ServerConnection server, @Mixin CredentialOwner owner) {
    List<List<String>> rows =
        StreamSupport.stream(server.get(owner.path("tokens")).path("tokens").spliterator(), false)
            .map(
                token ->
                    List.of(
                        token.path("id").asText(),
                        token.path("name").asText(),
                        TextTable.time(token.path("createdAt")),
                        TextTable.time(token.path("expiresAt")),
                        TextTable.time(token.path("lastUsedAt"))))
            .toList();
    out().print(TextTable.format(List.of("id", "name", "created", "expires", "last used"), rows));
    out().flush();
  }

  @Command(name = "revoke", description = "Revokes a token, with its sessions.")
  void revoke(
      @Mixin ServerConnection server,
      @Mixin CredentialOwner owner,
      @Parameters(paramLabel = "ID", description = "The token's id, as listed.") String id) {
    server.delete(owner.path("tokens") + "/" + Api.segment(id));
    say("Revoked token " + id);
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
