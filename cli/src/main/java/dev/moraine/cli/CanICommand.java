package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine can-i USER RIGHT THING}; ends with 1 where the answer is no. */
@Command(
    name = "can-i",
    mixinStandardHelpOptions = true,
    description = "Tells whether a user or role may, and which policy or grant decides that.")
final class CanICommand implements Callable<Integer> {
  // No user has a slash in its name.
  private static final String ROLE = "role/";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerConnection server = new ServerConnection();
  @Mixin private GrantedThing thing = new GrantedThing();

  @Parameters(index = "0", paramLabel = "WHO", description = "The user's name, or role/NAME.")
  private String who = "";

  @Parameters(
      index = "1",
      paramLabel = "RIGHT",
      description = "A privilege such as SELECT, or an API such as dlf:GetTable.")
  private String right = "";

  @Parameters(index = "2", paramLabel = "THING", description = GrantedThing.HELP)
  private String path = "";

  @Override
  public Integer call() {
    ObjectNode question =
        JsonNodeFactory.instance
            .objectNode()
            .put(who.startsWith(ROLE) ? "role" : "user", who.replaceFirst("^" + ROLE, ""))
            .put(right.startsWith("dlf:") ? "action" : "privilege", right);
    question.set("resource", thing.toJson(path));
    JsonNode answer = server.post("/api/v1/can-i", question);
    boolean allowed = answer.path("allowed").asBoolean();
    spec.commandLine()
        .getOut()
        .println((allowed ? "yes: " : "no: ") + answer.path("because").asText());
    spec.commandLine().getOut().flush();
    return allowed ? 0 : 1;
  }
}
