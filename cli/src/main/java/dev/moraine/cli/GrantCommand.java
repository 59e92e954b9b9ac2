package dev.moraine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine grant …} and {@code moraine revoke …}. */
abstract class GrantCommand implements Runnable {
  private static final Set<String> PRESETS = Set.of("DATA_READER", "DATA_EDITOR");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerConnection server = new ServerConnection();
  @Mixin private GrantedThing thing = new GrantedThing();

  @Parameters(index = "0", paramLabel = "PRINCIPAL", description = GrantedThing.PRINCIPAL_HELP)
  private String principal = "";

  @Parameters(
      index = "1",
      paramLabel = "PRIVILEGES",
      split = ",",
      description = "Such as SELECT,DESCRIBE; or one of DATA_READER and DATA_EDITOR.")
  private List<String> privileges = List.of();

  @Parameters(index = "2", paramLabel = "THING", description = GrantedThing.HELP)
  private String path = "";

  /** Gives. */
  @Command(
      name = "grant",
      mixinStandardHelpOptions = true,
      description = "Grants privileges on a thing to a user or role.")
  static final class Give extends GrantCommand {
    @Option(
        names = "--until",
        paramLabel = "INSTANT",
        description = "When the grant ends by itself, such as 2030-01-31T12:00:00Z.")
    private @Nullable Instant until;

    @Option(
        names = "--columns",
        paramLabel = "COLUMN",
        split = ",",
        description = "SELECT only these columns.")
    private @Nullable List<String> columns;

    @Option(
        names = "--except",
        paramLabel = "COLUMN",
        split = ",",
        description = "SELECT all columns but these.")
    private @Nullable List<String> except;

    @Option(
        names = "--where",
        paramLabel = "CONDITION",
        description = "SELECT only rows that pass, such as \"region = 'EU'\".")
    private @Nullable String where;

    @Option(
        names = "--mask",
        paramLabel = "COLUMN=EXPRESSION",
        description = "SELECT this in place of the column, such as \"mail='***'\".")
    private Map<String, String> masks = Map.of();

    @Override
    public void run() {
      ObjectNode body = body();
      if (until != null) {
        body.put("expiresAt", until.toEpochMilli());
      }
      if (columns != null || except != null) {
        ObjectNode names = body.putObject("columns");
        addAll(names, "columnNames", columns);
        addAll(names, "excludedColumnNames", except);
      }
      if (where != null) {
        body.putObject("rowFilter").put("expression", where);
      }
      if (!masks.isEmpty()) {
        ObjectNode byColumn = body.putObject("columnMasking");
        masks.forEach((column, mask) -> byColumn.putObject(column).put("expression", mask));
      }
      send("/api/v1/grants", body, "has");
    }
  }

  private static void addAll(ObjectNode to, String field, @Nullable List<String> names) {
    if (names != null) {
      names.forEach(to.putArray(field)::add);
    }
  }

  /** Takes back. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes privileges on a thing back from a user or role.")
  static final class Take extends GrantCommand {
    @Override
    public void run() {
      send("/api/v1/grants/revoke", body(), "has no grant of");
    }
  }

  final ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("principal", principal);
    body.set("resource", thing.toJson(path));
    ArrayNode single = body.putArray("privileges");
    for (String privilege : privileges) {
      if (PRESETS.contains(privilege.toUpperCase(Locale.ROOT))) {
        body.put("preset", privilege);
      } else {
        single.add(privilege);
      }
    }
    return body;
  }

  final void send(String endpoint, ObjectNode body, String verb) {
    StringBuilder names = new StringBuilder();
    server
        .post(endpoint, body)
        .path("privileges")
        .forEach(each -> names.append(names.isEmpty() ? "" : ", ").append(each.asText()));
    spec.commandLine().getOut().println(principal + " " + verb + " " + names + " on " + path);
    spec.commandLine().getOut().flush();
  }
}
