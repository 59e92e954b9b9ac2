package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine grants THING}. */
@Command(
    name = "grants",
    mixinStandardHelpOptions = true,
    description = "Lists the grants on a thing itself; those on what it is in hold too.")
final class GrantsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerConnection server = new ServerConnection();
  @Mixin private GrantedThing thing = new GrantedThing();

  @Parameters(index = "0", paramLabel = "THING", description = GrantedThing.HELP)
  private String path = "";

  @Override
  public void run() {
    String query =
        thing.toJson(path).properties().stream()
            .map(
                field ->
                    (field.getKey().equals("type") ? "resourceType" : field.getKey())
                        + "="
                        + Api.segment(field.getValue().asText()))
            .collect(Collectors.joining("&"));
    List<List<String>> rows =
        StreamSupport.stream(
                server.get("/api/v1/grants?" + query).path("grants").spliterator(), false)
            .map(
                grant ->
                    List.of(
                        grant.path("principal").asText(),
                        grant.path("privilege").asText(),
                        limits(grant),
                        TextTable.time(grant.path("expiresAt")),
                        TextTable.time(grant.path("grantedAt")),
                        grant.path("grantedBy").asText()))
            .toList();
    spec.commandLine()
        .getOut()
        .print(
            TextTable.format(
                List.of("to", "privilege", "held to", "until", "granted", "by"), rows));
    spec.commandLine().getOut().flush();
  }

  private static String limits(JsonNode grant) {
    List<String> limits = new ArrayList<>();
    JsonNode columns = grant.path("columns");
    if (columns.has("columnNames")) {
      limits.add("columns " + names(columns.path("columnNames")));
    }
    if (columns.has("excludedColumnNames")) {
      limits.add("all columns but " + names(columns.path("excludedColumnNames")));
    }
    if (grant.has("rowFilter")) {
      limits.add("rows where " + written(grant.path("rowFilter"), "predicate"));
    }
    grant
        .path("columnMasking")
        .properties()
        .forEach(
            mask ->
                limits.add(mask.getKey() + " masked as " + written(mask.getValue(), "transform")));
    return String.join("; ", limits);
  }

  private static String names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(", "));
  }

  // In SQL where it was granted so, or else in Paimon's JSON.
  private static String written(JsonNode rule, String json) {
    return rule.path(rule.has("expression") ? "expression" : json).asText();
  }
}
