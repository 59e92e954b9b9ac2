package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine key …}. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Makes, lists, rotates, disables and deletes access keys.")
final class KeyCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID_HELP = "The access key's id.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "create",
      description =
          "Makes an access key, and for another user a token too, and shows them this once.")
  void create(@Mixin ServerConnection server, @Mixin CredentialOwner owner) {
    JsonNode made = server.post(keys(owner), JSON.createObjectNode());
    say("dlf.access-key-id=" + made.path("accessKeyId").asText());
    say("dlf.access-key-secret=" + made.path("accessKeySecret").asText());
    if (made.has("token")) {
      say("token=" + made.path("token").asText());
    }
  }

  @Command(name = "list", description = "Lists access keys, oldest first.")
  void list(@Mixin ServerConnection server, @Mixin CredentialOwner owner) {
    List<List<String>> rows =
        StreamSupport.stream(server.get(keys(owner)).path("accessKeys").spliterator(), false)
            .map(
                key ->
                    List.of(
                        key.path("accessKeyId").asText(),
                        key.path("enabled").asBoolean() ? "enabled" : "disabled",
                        TextTable.time(key.path("createdAt")),
                        TextTable.time(key.path("lastUsedAt"))))
            .toList();
    out().print(TextTable.format(List.of("id", "state", "created", "last used"), rows));
    out().flush();
  }

  @Command(
      name = "rotate",
      description =
          "Makes a new access key and shows it this once; then the old one is disabled, which"
              + " 'enable' takes back while something still uses it.")
  void rotate(
      @Mixin ServerConnection server,
      @Mixin CredentialOwner owner,
      @Parameters(paramLabel = "ID", description = ID_HELP) String id) {
    requireThere(server, owner, id);
    create(server, owner);
    disable(server, owner, id);
  }

  // Before a new one is made, which nobody would want then.
  private static void requireThere(ServerConnection server, CredentialOwner owner, String id) {
    boolean there =
        StreamSupport.stream(server.get(keys(owner)).path("accessKeys").spliterator(), false)
            .anyMatch(key -> key.path("accessKeyId").asText().equals(id));
    if (!there) {
      throw new CommandFailure(
          "There is no access key " + id + " to rotate; 'moraine key list' shows which there are");
    }
  }

  @Command(name = "disable", description = "Refuses what an access key signs, and its sessions.")
  void disable(
      @Mixin ServerConnection server,
      @Mixin CredentialOwner owner,
      @Parameters(paramLabel = "ID", description = ID_HELP) String id) {
    server.post(key(owner, id) + "/disable", JSON.createObjectNode());
    say("Access key " + id + " is disabled");
  }

  @Command(name = "enable", description = "Accepts what an access key signs again.")
  void enable(
      @Mixin ServerConnection server,
      @Mixin CredentialOwner owner,
      @Parameters(paramLabel = "ID", description = ID_HELP) String id) {
    server.post(key(owner, id) + "/enable", JSON.createObjectNode());
    say("Access key " + id + " is enabled");
  }

  @Command(name = "delete", description = "Deletes an access key for good, with its sessions.")
  void delete(
      @Mixin ServerConnection server,
      @Mixin CredentialOwner owner,
      @Parameters(paramLabel = "ID", description = ID_HELP) String id) {
    server.delete(key(owner, id));
    say("Deleted access key " + id);
  }

  private static String keys(CredentialOwner owner) {
    return owner.path("access-keys");
  }

  private static String key(CredentialOwner owner, String id) {
    return keys(owner) + "/" + Api.segment(id);
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
