package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code moraine whoami}. */
@Command(
    name = "whoami",
    mixinStandardHelpOptions = true,
    description = "Tells who calls, with roles and policies.")
final class WhoAmICommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerConnection server = new ServerConnection();

  @Override
  public void run() {
    JsonNode caller = server.get("/api/v1/whoami");
    spec.commandLine()
        .getOut()
        .print(
            TextTable.format(
                List.of("field", "value"),
                List.of(
                    List.of("user", caller.path("user").asText()),
                    List.of("acts in", caller.path("actsIn").asText()),
                    List.of("roles", caller.path("roles").toString()),
                    List.of("policies", caller.path("policies").toString()))));
    spec.commandLine().getOut().flush();
  }
}
