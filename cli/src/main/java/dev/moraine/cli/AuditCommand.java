package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moraine audit …}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows what was called, by whom and what came of it, newest first.",
    sortOptions = false)
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerConnection server = new ServerConnection();

  @Option(names = "--user", paramLabel = "NAME", description = "Calls of this user.")
  private @Nullable String user;

  @Option(
      names = "--event",
      paramLabel = "API",
      description = "Calls of this API, such as GetTable.")
  private @Nullable String event;

  @Option(names = "--catalog", paramLabel = "NAME", description = "Calls about this catalog.")
  private @Nullable String catalog;

  @Option(names = "--database", paramLabel = "NAME", description = "Calls about this database.")
  private @Nullable String database;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Calls about a table, view, function, role … of this name.")
  private @Nullable String name;

  @Option(names = "--source", paramLabel = "ADDRESS", description = "Calls from this address.")
  private @Nullable String source;

  @Option(names = "--outcome", paramLabel = "OUTCOME", description = "ALLOWED, DENIED or FAILED.")
  private @Nullable String outcome;

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      description = "Calls from then on, such as 2030-01-31T12:00:00Z.")
  private @Nullable Instant since;

  @Option(names = "--until", paramLabel = "INSTANT", description = "Calls before then.")
  private @Nullable Instant until;

  @Option(
      names = "--filter",
      paramLabel = "FIELD=VALUE",
      description =
          "By any other field, as /api/docs names them: requestId, credential, session, role,"
              + " userAgent, resourceType, status, error, sentence, slowerThanMs.")
  private Map<String, String> filters = Map.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, up to 1000 (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int limit = 100;

  @Option(
      names = "--export",
      description = "All of them, and all that is known of each: a JSON object on each line.")
  private boolean export;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (export) {
      server.lines("/api/v1/audit/export?" + query(), out::println);
    } else {
      List<List<String>> rows =
          rows(server.get("/api/v1/audit?" + query() + "&maxResults=" + limit).path("events"));
      out.print(
          TextTable.format(
              List.of("time", "event", "user", "source", "about", "outcome", "status", "why"),
              rows));
    }
    out.flush();
  }

  private String query() {
    Map<String, Object> asked = new LinkedHashMap<>(filters);
    put(asked, "principal", user);
    put(asked, "event", event);
    put(asked, "catalog", catalog);
    put(asked, "database", database);
    put(asked, "name", name);
    put(asked, "source", source);
    put(asked, "outcome", outcome);
    put(asked, "since", since);
    put(asked, "until", until);
    return asked.entrySet().stream()
        .map(each -> each.getKey() + "=" + Api.segment(each.getValue().toString()))
        .collect(Collectors.joining("&"));
  }

  private static void put(Map<String, Object> asked, String field, @Nullable Object value) {
    if (value != null) {
      asked.put(field, value);
    }
  }

  private static List<List<String>> rows(JsonNode events) {
    return events
        .valueStream()
        .map(
            each ->
                List.of(
                    each.path("time").asText(),
                    each.path("event").asText("-"),
                    each.path("principal").asText("-"),
                    each.path("source").asText(),
                    about(each),
                    each.path("outcome").asText(),
                    each.path("status").asText(),
                    each.path("sentence").asText("")))
        .toList();
  }

  private static String about(JsonNode event) {
    return Stream.of("catalog", "database", "name")
        .filter(event::has)
        .map(field -> event.path(field).asText())
        .collect(Collectors.joining("."));
  }
}
