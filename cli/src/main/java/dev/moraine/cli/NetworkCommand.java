package dev.moraine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine network …}. */
@Command(
    name = "network",
    mixinStandardHelpOptions = true,
    description = "Says from where calls may come, besides the server's own machine.")
final class NetworkCommand {
  private static final String NETWORKS = "/api/v1/networks";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Which calls may come from there. */
  static final class Scope {
    @Option(
        names = "--catalog",
        paramLabel = "NAME",
        description = "For calls about this catalog only.")
    private @Nullable String catalog;

    private ObjectNode body() {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      if (catalog != null) {
        body.put("catalog", catalog);
      }
      return body;
    }
  }

  @Command(name = "add", description = "Trusts networks, from the next call on.")
  void add(
      @Mixin ServerConnection server,
      @Mixin Scope scope,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "By which they are removed together.")
          @Nullable String name,
      @Parameters(
              paramLabel = "NETWORK",
              arity = "1..*",
              description = "Such as 10.0.0.0/8 or fd00::/8; an address is a network of one.")
          List<String> networks) {
    ObjectNode body = scope.body();
    if (name != null) {
      body.put("name", name);
    }
    networks.forEach(body.putArray("networks")::add);
    server
        .post(NETWORKS, body)
        .path("networks")
        .forEach(each -> out().println("Trusted " + each.path("network").asText()));
    out().flush();
  }

  @Command(name = "remove", description = "Trusts a network no longer, from the next call on.")
  void remove(
      @Mixin ServerConnection server,
      @Mixin Scope scope,
      @Parameters(paramLabel = "NAME", description = "The name, or the network.") String name) {
    server.post(NETWORKS + "/remove", scope.body().put("nameOrNetwork", name));
    out().println("Removed " + name);
    out().flush();
  }

  @Command(name = "list", description = "Lists the trusted networks.")
  void list(@Mixin ServerConnection server) {
    List<List<String>> rows =
        server
            .get(NETWORKS)
            .path("networks")
            .valueStream()
            .map(
                each ->
                    List.of(
                        each.path("name").asText(),
                        each.path("network").asText(),
                        each.path("catalog").asText("all"),
                        Instant.ofEpochMilli(each.path("createdAt").asLong()).toString(),
                        each.path("createdBy").asText()))
            .toList();
    out().print(TextTable.format(List.of("name", "network", "catalog", "since", "by"), rows));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
