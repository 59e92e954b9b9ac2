package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** {@code moraine table …}: the recycle bin. */
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    description = "Lists, restores and purges dropped managed tables.")
final class TableCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CATALOG_HELP = "The catalog's name or id.";
  private static final String ID_HELP = "The table's id, which 'moraine table deleted' shows.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(name = "deleted", description = "Lists the dropped tables that can be restored.")
  void deleted(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "CATALOG", description = CATALOG_HELP) String catalog) {
    List<List<String>> rows =
        server.list(droppedTables(catalog) + "?maxResults=1000", "droppedTables").stream()
            .map(
                table ->
                    List.of(
                        nameOf(table),
                        table.path("id").asText(),
                        timeOf(table, "droppedAt"),
                        table.path("droppedBy").asText(),
                        timeOf(table, "expiresAt"),
                        table.path("location").asText()))
            .toList();
    out()
        .print(
            TextTable.format(
                List.of("table", "id", "dropped", "by", "kept until", "location"), rows));
    out().flush();
  }

  @Command(
      name = "restore",
      description = "Puts a dropped table back into its database, with all its data.")
  void restore(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "CATALOG", description = CATALOG_HELP) String catalog,
      @Parameters(paramLabel = "ID", description = ID_HELP) String id,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "Another name for it, where its own is taken.")
          @Nullable String name) {
    ObjectNode body = JSON.createObjectNode();
    if (name != null) {
      body.put("name", name);
    }
    JsonNode restored = server.post(droppedTable(catalog, id) + "/restore", body);
    say("Restored table " + nameOf(restored));
  }

  @Command(name = "purge", description = "Deletes a dropped table, or all of a catalog, for good.")
  void purge(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "CATALOG", description = CATALOG_HELP) String catalog,
      @Parameters(paramLabel = "ID", arity = "0..1", description = ID_HELP) @Nullable String id,
      @Option(names = "--all", description = "All dropped tables of the catalog.") boolean all) {
    if (all && id == null) {
      say("Purged " + server.delete(droppedTables(catalog)).path("purged").asInt() + " tables");
    } else if (!all && id != null) {
      server.delete(droppedTable(catalog, id));
      say("Purged table " + id);
    } else {
      throw new CommandFailure("Give the id of one dropped table, or --all");
    }
  }

  private static String droppedTables(String catalog) {
    return "/api/v1/catalogs/" + Api.segment(catalog) + "/dropped-tables";
  }

  private static String droppedTable(String catalog, String id) {
    return droppedTables(catalog) + "/" + Api.segment(id);
  }

  private static String nameOf(JsonNode table) {
    return table.path("database").asText() + "." + table.path("name").asText();
  }

  private static String timeOf(JsonNode table, String field) {
    return Instant.ofEpochMilli(table.path(field).asLong()).toString();
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
