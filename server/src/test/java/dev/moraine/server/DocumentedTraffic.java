package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.moraine.server.http.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds what tests and servers say to each other against the OpenAPI document. */
final class DocumentedTraffic {
  private final JsonNode document;
  private final Set<String> requestIds = ConcurrentHashMap.newKeySet();
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31());

  DocumentedTraffic(JsonNode document) {
    this.document = document;
  }

  JsonNode document() {
    return document;
  }

  /** Of what was called, which the audit has to know. */
  Set<String> requestIds() {
    return requestIds;
  }

  /**
   * @param body empty where it is unknown
   */
  void check(HttpRequest request, Optional<String> body, HttpResponse<String> response) {
    if (request.uri().getPath().matches("/(v1|api)/(?!docs).*")) {
      requestIds.add(response.headers().firstValue("x-request-id").orElseThrow());
    }
    String said = request.method() + " " + request.uri() + " answered " + response.statusCode();
    Optional<JsonNode> operation = operation(request.method(), request.uri().getRawPath());
    if (operation.isEmpty()) {
      assertThat(response.statusCode()).as(said).isIn(400, 401, 404);
      return;
    }
    JsonNode answer = operation.get().at("/responses/" + response.statusCode());
    if (answer.has("$ref")) {
      answer = document.at(answer.get("$ref").asText().substring(1));
    }
    assertThat(answer.isMissingNode()).as(said + ", which is not documented").isFalse();
    checkAnswer(said, answer.path("content"), response);
    if (response.statusCode() < 300) {
      checkQuery(said, operation.get(), request.uri().getRawQuery());
      JsonNode asked = operation.get().at("/requestBody/content/application~1json/schema");
      body.filter(text -> !text.isBlank() && !asked.isMissingNode())
          .ifPresent(text -> checkJson(said, asked, text));
    }
  }

  private void checkAnswer(String said, JsonNode content, HttpResponse<String> response) {
    if (content.isMissingNode()) {
      assertThat(response.body()).as(said).isEmpty();
      return;
    }
    String contentType = response.headers().firstValue("content-type").orElse("").split(";", 2)[0];
    assertThat(content.has(contentType)).as(said + " as " + contentType).isTrue();
    if (contentType.endsWith("json")) {
      checkJson(said, content.get(contentType).get("schema"), response.body());
    }
  }

  private static void checkQuery(String said, JsonNode operation, String query) {
    if (query != null) {
      assertThat(operation.get("parameters").findValuesAsText("name"))
          .as(said)
          .containsAll(
              Arrays.stream(query.split("&", -1)).map(each -> each.split("=", 2)[0]).toList());
    }
  }

  private void checkJson(String said, JsonNode schema, String text) {
    assertThat(schemas.computeIfAbsent(schema, this::compile).validate(Json.readTree(text)))
        .as(said + ": " + text)
        .isEmpty();
  }

  private Schema compile(JsonNode schema) {
    // References in it are from the root of the document.
    ObjectNode root = schema.deepCopy();
    root.set("components", document.get("components"));
    return registry.getSchema(root);
  }

  private Optional<JsonNode> operation(String method, String path) {
    return document.get("paths").properties().stream()
        .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[^}]*}", "[^/]+")))
        .sorted(Comparator.comparing(entry -> entry.getKey().indexOf('{')))
        .map(entry -> entry.getValue().path(method.toLowerCase(Locale.ROOT)))
        .filter(JsonNode::isObject)
        .findFirst();
  }
}
