package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    description = "Makes, lists, shows and drops catalogs.")
final class CatalogCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CATALOGS = "/api/v1/catalogs";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "create", description = "Makes a catalog, with an empty database 'default'.")
  void create(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name.") String name,
      @Option(
              names = "--option",
              paramLabel = "KEY=VALUE",
              description = "An option of the catalog; may be given several times.")
          Map<String, String> options) {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    if (options != null) {
      ObjectNode fields = body.putObject("options");
      options.forEach(fields::put);
    }
    show(server.post(CATALOGS, body));
  }

  @Command(name = "list", description = "Lists the catalogs.")
  void list(@Mixin ServerConnection server) {
    List<List<String>> rows = new ArrayList<>();
    String pageToken = "";
    do {
      JsonNode page =
          server.get(
              pageToken.isEmpty()
                  ? CATALOGS
                  : CATALOGS + "?pageToken=" + ServerConnection.segment(pageToken));
      page.path("catalogs")
          .forEach(
              catalog ->
                  rows.add(
                      List.of(
                          catalog.path("name").asText(),
                          catalog.path("id").asText(),
                          catalog.path("location").asText(),
                          catalog.path("owner").asText())));
      pageToken = page.path("nextPageToken").asText("");
    } while (!pageToken.isEmpty());
    out().print(TextTable.format(List.of("name", "id", "location", "owner"), rows));
    out().flush();
  }

  @Command(name = "get", description = "Shows a catalog.")
  void get(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name or id.") String name) {
    show(server.get(CATALOGS + "/" + ServerConnection.segment(name)));
  }

  @Command(
      name = "drop",
      description = "Drops a catalog that holds nothing but an empty database 'default'.")
  void drop(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "NAME", description = "The catalog's name or id.") String name) {
    server.delete(CATALOGS + "/" + ServerConnection.segment(name));
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
