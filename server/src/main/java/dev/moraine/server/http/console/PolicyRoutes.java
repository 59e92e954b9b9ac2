package dev.moraine.server.http.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moraine.access.Grantee;
import dev.moraine.access.Policy;
import dev.moraine.access.Policy.Effect;
import dev.moraine.access.Policy.Statement;
import dev.moraine.admin.PolicyService;
import dev.moraine.audit.Concerned;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.Concerning;
import dev.moraine.server.http.PassedOn;
import java.util.ArrayList;
import java.util.List;

/** Policies on API actions. */
final class PolicyRoutes {
  private static final String VERSION = "1";

  private final PolicyService policies;

  PolicyRoutes(PolicyService policies) {
    this.policies = policies;
  }

  record CreatePolicy(String name, @PassedOn("PolicyDocument") JsonNode document)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return Concerned.of(ResourceKind.POLICY, name);
    }
  }

  record PolicyView(
      String name, @PassedOn("PolicyDocument") JsonNode document, List<String> attachedTo) {}

  record PolicyList(List<PolicyView> policies) {}

  /** {@code user/NAME} or {@code role/NAME}. */
  record PolicyAttachment(String principal) {}

  PolicyList list(ConsoleRequest request) {
    return new PolicyList(
        policies.list(request.caller()).stream()
            .map(each -> toView(each.policy(), each.to()))
            .toList());
  }

  PolicyView create(ConsoleRequest request, CreatePolicy body) {
    Policy policy = new Policy(body.name(), statements(body.document()));
    return toView(policies.create(request.caller(), policy), List.of());
  }

  void delete(ConsoleRequest request) {
    policies.delete(request.caller(), request.segment("policy"));
  }

  void attach(ConsoleRequest request, PolicyAttachment body) {
    policies.attach(request.caller(), request.segment("policy"), Grantee.parse(body.principal()));
  }

  void detach(ConsoleRequest request, PolicyAttachment body) {
    policies.detach(request.caller(), request.segment("policy"), Grantee.parse(body.principal()));
  }

  // One action or resource may stand without a list around it, as in the product's documents.
  private static List<Statement> statements(JsonNode document) {
    if (!document.path("Version").asText(VERSION).equals(VERSION)) {
      throw new InvalidRequest("A policy's Version is \"1\"");
    }
    List<Statement> statements = new ArrayList<>();
    for (JsonNode each : oneOrMany(document.path("Statement"))) {
      for (JsonNode resource : oneOrMany(each.path("Resource"))) {
        if (!resource.asText().equals("*")) {
          throw new InvalidRequest(
              "A policy's Resource is \"*\": which things, grants say, not policies");
        }
      }
      List<String> actions = new ArrayList<>();
      oneOrMany(each.path("Action")).forEach(action -> actions.add(action.asText()));
      statements.add(new Statement(effect(each.path("Effect").asText()), actions));
    }
    return statements;
  }

  private static Iterable<JsonNode> oneOrMany(JsonNode node) {
    return node.isArray() || node.isMissingNode() ? node : List.of(node);
  }

  private static Effect effect(String text) {
    return switch (text) {
      case "Allow" -> Effect.ALLOW;
      case "Deny" -> Effect.DENY;
      default -> throw new InvalidRequest("A policy's Effect is \"Allow\" or \"Deny\"");
    };
  }

  private static PolicyView toView(Policy policy, List<Grantee> attachedTo) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", VERSION);
    ArrayNode statements = document.putArray("Statement");
    for (Statement each : policy.statements()) {
      ObjectNode statement = statements.addObject();
      ArrayNode actions = statement.putArray("Action");
      each.actions().forEach(actions::add);
      statement.put("Resource", "*");
      statement.put("Effect", each.effect() == Effect.ALLOW ? "Allow" : "Deny");
    }
    return new PolicyView(
        policy.name(), document, attachedTo.stream().map(Grantee::toString).toList());
  }
}
