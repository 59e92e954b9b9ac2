package dev.moraine.server.http.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.moraine.catalog.Function;
import dev.moraine.catalog.FunctionChange;
import dev.moraine.catalog.FunctionDescription;
import dev.moraine.catalog.FunctionName;
import dev.moraine.catalog.FunctionService;
import dev.moraine.catalog.Page;
import dev.moraine.error.InvalidRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Functions of the protocol. */
final class FunctionRoutes {
  private final FunctionService functions;

  FunctionRoutes(FunctionService functions) {
    this.functions = functions;
  }

  Wire.ListFunctionsResponse list(PaimonRequest request) {
    Page<Function> page = page(request);
    return new Wire.ListFunctionsResponse(
        page.items().stream().map(function -> function.name().function()).toList(),
        page.nextToken());
  }

  Wire.ListFunctionDetailsResponse listDetails(PaimonRequest request) {
    Page<Function> page = page(request);
    return new Wire.ListFunctionDetailsResponse(
        page.items().stream().map(FunctionRoutes::toWire).toList(), page.nextToken());
  }

  private Page<Function> page(PaimonRequest request) {
    return functions.list(
        request.caller(),
        request.catalog(),
        request.database(),
        request.pattern(PaimonQuery.FUNCTION_NAME_PATTERN),
        request.page());
  }

  Wire.ListFunctionsGloballyResponse listAll(PaimonRequest request) {
    Page<FunctionName> page =
        functions.listAll(
            request.caller(),
            request.catalog(),
            request.pattern(PaimonQuery.DATABASE_NAME_PATTERN),
            request.pattern(PaimonQuery.FUNCTION_NAME_PATTERN),
            request.page());
    return new Wire.ListFunctionsGloballyResponse(
        page.items().stream()
            .map(name -> new Wire.Identifier(name.database(), name.function()))
            .toList(),
        page.nextToken());
  }

  void create(PaimonRequest request, Wire.CreateFunctionRequest body) {
    Map<String, String> definitions = new HashMap<>();
    Map<String, JsonNode> given = Objects.requireNonNullElse(body.definitions(), Map.of());
    given.forEach((name, json) -> definitions.put(name, OpaqueJson.definition(name, json)));
    functions.create(
        request.caller(),
        request.catalog(),
        new FunctionName(request.database(), body.name()),
        new FunctionDescription(
            OpaqueJson.fields("inputParams", body.inputParams()),
            OpaqueJson.fields("returnParams", body.returnParams()),
            body.deterministic(),
            definitions,
            Optional.ofNullable(body.comment()),
            Objects.requireNonNullElse(body.options(), Map.of())));
  }

  Wire.GetFunctionResponse get(PaimonRequest request) {
    return toWire(functions.get(request.caller(), request.catalog(), name(request)));
  }

  void alter(PaimonRequest request, Wire.AlterFunctionRequest body) {
    functions.alter(
        request.caller(),
        request.catalog(),
        name(request),
        body.changes().stream().map(FunctionRoutes::change).toList());
  }

  // Source: paimon-api FunctionChange.
  private static FunctionChange change(Wire.FunctionChange change) {
    return switch (change.action()) {
      case "setOption" ->
          new FunctionChange.SetOption(
              Wire.required("key", change.key()), Wire.required("value", change.value()));
      case "removeOption" -> new FunctionChange.RemoveOption(Wire.required("key", change.key()));
      case "updateComment" ->
          new FunctionChange.UpdateComment(Optional.ofNullable(change.comment()));
      case "addDefinition" -> {
        String name = Wire.required("name", change.name());
        yield new FunctionChange.AddDefinition(
            name, OpaqueJson.definition(name, change.definition()));
      }
      case "updateDefinition" -> {
        String name = Wire.required("name", change.name());
        yield new FunctionChange.UpdateDefinition(
            name, OpaqueJson.definition(name, change.definition()));
      }
      case "dropDefinition" ->
          new FunctionChange.DropDefinition(Wire.required("name", change.name()));
      default ->
          throw new InvalidRequest("A function cannot be changed by '" + change.action() + "'");
    };
  }

  void drop(PaimonRequest request) {
    functions.drop(request.caller(), request.catalog(), name(request));
  }

  private static FunctionName name(PaimonRequest request) {
    return new FunctionName(request.database(), request.segment("function"));
  }

  private static Wire.GetFunctionResponse toWire(Function function) {
    FunctionDescription description = function.description();
    Map<String, RawValue> definitions = new HashMap<>();
    description.definitions().forEach((name, json) -> definitions.put(name, new RawValue(json)));
    return new Wire.GetFunctionResponse(
        function.id().value(),
        function.name().function(),
        description.inputParams().orElse(null),
        description.returnParams().orElse(null),
        description.deterministic(),
        definitions,
        description.comment(),
        description.options(),
        function.provenance().owner(),
        function.provenance().createdAt().toEpochMilli(),
        function.provenance().createdBy(),
        function.provenance().updatedAt().toEpochMilli(),
        function.provenance().updatedBy());
  }
}
