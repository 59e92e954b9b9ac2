package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine catalog …}. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    description = "Makes, lists, shows, alters and drops catalogs.")
final class CatalogCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CATALOGS = "/api/v1/catalogs";
  private static final String OPTION_HELP =
      "An option of the catalog; may be given several times. moraine.recycle-bin.retention says how"
          + " long dropped tables can be restored: 30 s, 15 min, 12 h, 1 d (the default), or 0.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "create", description = "Makes a catalog, with an empty database 'default'.")
  void create(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name.") String name,
      @Option(names = "--option", paramLabel = "KEY=VALUE", description = OPTION_HELP)
          Map<String, String> options) {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    if (options != null) {
      ObjectNode fields = body.putObject("options");
      options.forEach(fields::put);
    }
    show(server.post(CATALOGS, body));
  }

  @Command(name = "list", description = "Lists the catalogs.")
  void list(
      @Mixin ServerConnection server,
      @Option(
              names = "--name",
              paramLabel = "PATTERN",
              description = "Only those of this name; with a %% at its end, all that begin so.",
              defaultValue = "%")
          String pattern) {
    List<List<String>> rows =
        server.list(CATALOGS + "?catalogNamePattern=" + Api.segment(pattern), "catalogs").stream()
            .map(
                catalog ->
                    List.of(
                        catalog.path("name").asText(),
                        catalog.path("id").asText(),
                        catalog.path("status").asText(),
                        catalog.path("location").asText(),
                        catalog.path("owner").asText()))
            .toList();
    out().print(TextTable.format(List.of("name", "id", "status", "location", "owner"), rows));
    out().flush();
  }

  @Command(name = "get", description = "Shows a catalog.")
  void get(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name or id.") String name) {
    show(server.get(CATALOGS + "/" + Api.segment(name)));
  }

  @Command(name = "alter", description = "Sets and removes options of a catalog.")
  void alter(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name or id.") String name,
      @Option(names = "--option", paramLabel = "KEY=VALUE", description = OPTION_HELP)
          @Nullable Map<String, String> options,
      @Option(
              names = "--remove",
              paramLabel = "KEY",
              description = "An option to remove; may be given several times.")
          @Nullable List<String> removals) {
    if (options == null && removals == null) {
      throw new CommandFailure("There is nothing to change: give --option or --remove");
    }
    ObjectNode body = JSON.createObjectNode();
    if (options != null) {
      ObjectNode updates = body.putObject("updates");
      options.forEach(updates::put);
    }
    if (removals != null) {
      removals.forEach(body.putArray("removals")::add);
    }
    String path = CATALOGS + "/" + Api.segment(name);
    server.post(path, body);
    show(server.get(path));
  }

  @Command(
      name = "drop",
      description =
          "Drops a catalog that holds nothing but an empty database 'default', and has nothing in"
              + " its recycle bin.")
  void drop(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name or id.") String name) {
    server.delete(CATALOGS + "/" + Api.segment(name));
    out().println("Dropped catalog " + name);
    out().flush();
  }

  private void show(JsonNode catalog) {
    out()
        .print(
            TextTable.format(
                List.of("field", "value"),
                List.of(
                    List.of("name", catalog.path("name").asText()),
                    List.of("id", catalog.path("id").asText()),
                    List.of("status", catalog.path("status").asText()),
                    List.of("location", catalog.path("location").asText()),
                    List.of("options", catalog.path("options").toString()),
                    List.of("owner", catalog.path("owner").asText()),
                    List.of(
                        "created",
                        Instant.ofEpochMilli(catalog.path("createdAt").asLong()).toString()))));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
