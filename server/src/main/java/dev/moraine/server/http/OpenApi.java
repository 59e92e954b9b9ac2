package dev.moraine.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moraine.access.Action;
import dev.moraine.error.ErrorCode;
import dev.moraine.server.http.HttpServer.Api;
import dev.moraine.server.http.HttpServer.ErrorShape;
import dev.moraine.server.http.JsonSchemas.Direction;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The OpenAPI 3.1 document of everything served, made of the route tables. */
final class OpenApi {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Map<Integer, List<Refusal>> OF_ANY =
      byStatus(
          Stream.of(
                  ErrorCode.INVALID_REQUEST,
                  ErrorCode.NOT_AUTHENTICATED,
                  ErrorCode.FORBIDDEN,
                  ErrorCode.STORAGE_UNAVAILABLE,
                  ErrorCode.BUSY,
                  ErrorCode.INTERNAL)
              .map(code -> new Refusal(code, Optional.empty())));
  private static final String ABOUT =
      """
      A catalog that speaks Apache Paimon's REST protocol, below `/v1`, and an API of its own, below \
      `/api`.

      Times are milliseconds since 1970. Fields that are not known are ignored. Every answer has a \
      header `x-request-id`, under which the server's log tells about it. A page is at its end where \
      there is no `nextPageToken`.
      """;
  private static final String SIGNATURE =
      """
      A signature of the scheme DLF4-HMAC-SHA256, as Paimon's clients make it with \
      `token.provider=dlf`: `DLF4-HMAC-SHA256 Credential=KEY/DATE/REGION/DlfNext/aliyun_v4_request,\
      Signature=HEX`. It covers the method, the path, the query, and the headers `x-dlf-date`, \
      `x-dlf-version`, `x-dlf-content-sha256` (always `UNSIGNED-PAYLOAD`) and, with a body, \
      `content-type` and `content-md5`. It holds for 15 minutes either way of the server's clock.

      With `dlf.signing-algorithm=openapi` the clients make another one, `acs KEY:BASE64`, which is \
      taken too. It covers the method, the headers `accept`, `content-md5`, `content-type`, `date` and \
      all `x-acs-*`, the path and the query; each `x-acs-signature-nonce` is good for one request.

      Temporary credentials send their security token as `x-dlf-security-token`, or \
      `x-acs-security-token`.\
      """;

  private final JsonSchemas schemas = new JsonSchemas();
  private final ObjectNode document = JSON.objectNode();
  private final ObjectNode responses = JSON.objectNode();

  private OpenApi() {}

  /**
   * @param own what the server serves besides its APIs; it answers no errors
   */
  static JsonNode describe(List<Api> apis, RouteTable<?> own) {
    OpenApi openApi = new OpenApi();
    openApi.begin();
    apis.forEach(api -> openApi.add(api.routes(), Optional.of(api.errors())));
    openApi.add(own, Optional.empty());
    openApi.end();
    return openApi.document;
  }

  private void begin() {
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Moraine")
        .put("version", "1")
        .put("description", ABOUT)
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "/");
    document.putArray("security").add(demand("signature")).add(demand("bearer"));
    document.putArray("tags");
    document.putObject("paths");
  }

  private static ObjectNode demand(String scheme) {
    ObjectNode demand = JSON.objectNode();
    demand.putArray(scheme);
    return demand;
  }

  private void end() {
    ObjectNode components = document.putObject("components");
    components.set("schemas", schemas.all());
    components.set("responses", responses);
    ObjectNode schemes = components.putObject("securitySchemes");
    schemes
        .putObject("signature")
        .put("type", "apiKey")
        .put("in", "header")
        .put("name", "Authorization")
        .put("description", SIGNATURE);
    schemes
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "A token, as Paimon's clients send it with `token.provider=bear`.");
  }

  private void add(RouteTable<?> routes, Optional<ErrorShape> errors) {
    for (Route route : routes.routes()) {
      Operation operation = route.operation();
      addTag(operation.tag());
      ((ObjectNode) document.get("paths"))
          .withObjectProperty(operation.path())
          .set(
              operation.method().name().toLowerCase(Locale.ROOT),
              describe(operation, routes, errors));
    }
  }

  private void addTag(String tag) {
    ArrayNode tags = (ArrayNode) document.get("tags");
    if (!tags.findValuesAsText("name").contains(tag)) {
      tags.addObject().put("name", tag);
    }
  }

  private ObjectNode describe(
      Operation operation, RouteTable<?> routes, Optional<ErrorShape> errors) {
    ObjectNode description = JSON.objectNode();
    description.putArray("tags").add(operation.tag());
    description.put("summary", operation.summary());
    operation.action().ifPresent(action -> description.put("description", permission(action)));
    if (operation.access() == Operation.Access.ANYONE) {
      description.putArray("security");
    }
    ArrayNode parameters = description.putArray("parameters");
    for (PathParameter parameter : routes.pathParameters(operation.path())) {
      addParameter(parameters, "path", parameter.name(), parameter.description(), "string")
          .put("required", true);
    }
    for (QueryParameter parameter : operation.query()) {
      addParameter(
              parameters,
              "query",
              parameter.name(),
              parameter.description(),
              parameter.type().name().toLowerCase(Locale.ROOT))
          .put("required", parameter.presence() == QueryParameter.Presence.REQUIRED);
    }
    operation
        .body()
        .ifPresent(
            body -> {
              ObjectNode request = description.putObject("requestBody");
              request.put("required", body.presence() == QueryParameter.Presence.REQUIRED);
              setSchema(request, "application/json", schemas.of(body.type(), Direction.READ));
            });
    Map<String, JsonNode> answers = new TreeMap<>();
    addSuccess(answers, operation, routes.emptySuccess());
    errors.ifPresent(shape -> addErrors(answers, operation, shape));
    description.putObject("responses").setAll(answers);
    return description;
  }

  private static String permission(Action action) {
    if (action.who() == Action.Who.IDENTIFIED) {
      return "Permission: none, it is about the caller.";
    }
    String privileges =
        action.privileges().stream().sorted().map(Enum::name).collect(Collectors.joining(" or "));
    return "Permission: a policy that allows `"
        + action
        + "`"
        + switch (action.who()) {
          case ADMINISTRATORS -> ", for administrators only.";
          default ->
              privileges.isEmpty()
                  ? "."
                  : ", and "
                      + privileges
                      + action.kind().map(kind -> " on the " + kind).orElse(" on the thing")
                      + ".";
        };
  }

  private static ObjectNode addParameter(
      ArrayNode parameters, String in, String name, String description, String type) {
    ObjectNode parameter =
        parameters.addObject().put("name", name).put("in", in).put("description", description);
    parameter.putObject("schema").put("type", type);
    return parameter;
  }

  private void addSuccess(
      Map<String, JsonNode> answers, Operation operation, HttpStatus emptySuccess) {
    ObjectNode success = JSON.objectNode();
    operation
        .answer()
        .ifPresentOrElse(
            answer -> {
              success.put("description", "It is done");
              setSchema(
                  success, answer.contentType(), schemas.of(answer.type(), Direction.WRITTEN));
              answers.put("200", success);
            },
            () -> {
              success.put("description", "It is done; nothing is told besides");
              answers.put(Integer.toString(emptySuccess.getCode()), success);
            });
  }

  private void addErrors(Map<String, JsonNode> answers, Operation operation, ErrorShape shape) {
    OF_ANY.forEach(
        (status, refusals) ->
            answers.put(
                status.toString(),
                JSON.objectNode()
                    .put("$ref", "#/components/responses/" + shared(status, refusals, shape))));
    byStatus(operation.refusals().stream())
        .forEach(
            (status, refusals) ->
                answers.put(
                    status.toString(),
                    describe(
                        Stream.concat(
                                refusals.stream(), OF_ANY.getOrDefault(status, List.of()).stream())
                            .toList(),
                        shape)));
  }

  /** What any operation may answer is described once for each API. */
  private String shared(int status, List<Refusal> refusals, ErrorShape shape) {
    String name = shape.type().getSimpleName() + status;
    responses.set(name, describe(refusals, shape));
    return name;
  }

  private static Map<Integer, List<Refusal>> byStatus(Stream<Refusal> refusals) {
    return refusals.collect(Collectors.groupingBy(refusal -> refusal.code().httpStatus()));
  }

  private ObjectNode describe(List<Refusal> refusals, ErrorShape shape) {
    ObjectNode response = JSON.objectNode();
    response.put(
        "description",
        refusals.stream()
            .map(Refusal::code)
            .sorted()
            .map(code -> sentence(code, refusals))
            .distinct()
            .collect(Collectors.joining("; ")));
    setSchema(response, shape.contentType(), schema(refusals, shape));
    return response;
  }

  private JsonNode schema(List<Refusal> refusals, ErrorShape shape) {
    JsonNode error = schemas.of(shape.type(), Direction.WRITTEN);
    TreeSet<String> told =
        refusals.stream()
            .flatMap(refusal -> shape.told().apply(refusal).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (told.isEmpty()) {
      return error;
    }
    ObjectNode narrowed = JSON.objectNode();
    ArrayNode values =
        narrowed
            .putArray("allOf")
            .add(error)
            .addObject()
            .putObject("properties")
            .putObject(shape.field())
            .putArray("enum");
    told.forEach(values::add);
    return narrowed;
  }

  private static String sentence(ErrorCode code, List<Refusal> refusals) {
    String kinds =
        refusals.stream()
            .filter(refusal -> refusal.code() == code)
            .flatMap(refusal -> refusal.kind().stream())
            .sorted()
            .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(" or "));
    return switch (code) {
      case INVALID_REQUEST -> "The request cannot be carried out as it is written";
      case NOT_AUTHENTICATED -> "There is no signature or token, or one that does not hold";
      case FORBIDDEN -> "The caller lacks the right";
      case NOT_FOUND -> "There is no such " + kinds;
      case ALREADY_EXISTS -> "The name of the " + kinds + " is taken";
      case CONFLICT -> "The state of things forbids it, or others changed them meanwhile";
      case SCHEMA_CHANGE_REFUSED -> "Paimon's rules forbid this change of the schema";
      case NOT_IMPLEMENTED -> "This kind of table has no such operation";
      case STORAGE_UNAVAILABLE, BUSY, INTERNAL ->
          "The storage or the server failed, or has too much to do";
    };
  }

  private static void setSchema(ObjectNode owner, String contentType, JsonNode schema) {
    owner.putObject("content").putObject(contentType).set("schema", schema);
  }
}
