package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.server.http.HttpServer;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The document of everything served. Which bodies and answers pass is checked wherever tests talk
 * to a {@link RunningServer}.
 */
class OpenApiTest {
  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([^}]*)}");

  private static final Map<String, String> THING =
      Map.of("resourceType", "TABLE", "catalog", "main", "database", "d", "name", "t");

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    server.post(server.p("/databases"), "{\"name\":\"d\"}");
    server.post(
        server.p("/databases/d/tables"),
        "{\"identifier\":{\"database\":\"d\",\"object\":\"t\"},\"schema\":{\"fields\":["
            + "{\"id\":0,\"name\":\"k\",\"type\":\"INT\"},{\"id\":1,\"name\":\"p\",\"type\":\"INT\"}],"
            + "\"partitionKeys\":[\"p\"],\"primaryKeys\":[],"
            + "\"options\":{\"metastore.partitioned-table\":\"true\"}}}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** One operation, as the document has it. */
  record Documented(String method, String path, JsonNode operation) {
    List<JsonNode> parameters(String in) {
      return operation
          .get("parameters")
          .valueStream()
          .filter(each -> each.get("in").asText().equals(in))
          .toList();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Documented> operations() {
    return server.traffic.document().get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .map(
                        each ->
                            new Documented(
                                each.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                each.getValue())));
  }

  @Test
  void aParserOfOpenApiFindsNothingWrong() {
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readContents(server.traffic.document().toString());

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getSpecVersion()).isEqualTo(SpecVersion.V31);
    assertThat(parsed.getOpenAPI().getPaths())
        .hasSameSizeAs(server.traffic.document().get("paths"));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void whatIsDocumentedIsServed(Documented documented) {
    HttpResponse<String> response =
        server.send(
            server
                .request(documented.path().replaceAll("[{}]", ""))
                .method(documented.method(), HttpRequest.BodyPublishers.noBody()));

    assertThat(response.body()).doesNotContain("nothing at this method and path");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationIsDescribed(Documented documented) {
    assertThat(documented.operation().get("summary").asText()).isNotBlank();
    assertThat(documented.operation().at("/tags/0").asText()).isNotBlank();
    assertThat(documented.parameters("path").stream().map(each -> each.get("name").asText()))
        .containsExactlyElementsOf(
            PATH_PARAMETER
                .matcher(documented.path())
                .results()
                .map(result -> result.group(1))
                .toList());
    assertThat(documented.operation().get("parameters"))
        .allSatisfy(each -> assertThat(each.get("description").asText()).isNotBlank());
  }

  // A handler that reads what is not documented fails at once; this is the other way round.
  @ParameterizedTest
  @MethodSource("operations")
  void everyQueryParameterHasAnEffect(Documented documented) {
    Map<String, String> wrong =
        Map.of("maxResults", "x", "tagNamePrefix", "a%25b", "warehouse", "unheard-of");
    String path =
        documented
            .path()
            .replace("{prefix}", server.prefix)
            .replace("{database}", "d")
            .replace("{table}", "t")
            .replace("{catalog}", "main");

    for (JsonNode parameter : documented.parameters("query")) {
      String name = parameter.get("name").asText();
      if (name.endsWith("Pattern") || wrong.containsKey(name)) {
        assertThat(server.get(path + "?" + name + "=" + wrong.getOrDefault(name, "a%25b")))
            .as(documented + " with " + name)
            .satisfies(response -> assertThat(response.statusCode()).isIn(400, 404));
      } else if (name.equals("tableType")) {
        assertThat(server.get(path).body()).contains("\"t\"");
        assertThat(server.get(path + "?tableType=object-table").body()).doesNotContain("\"t\"");
      } else if (name.equals("heir")) {
        server.post("/api/v1/users", "{\"name\":\"leaving\"}");
        assertThat(server.delete("/api/v1/users/leaving?heir=unheard-of").body())
            .contains("unheard-of");
      } else if (documented.path().startsWith("/api/v1/audit") && !name.equals("pageToken")) {
        assertThat(server.get(path).body()).contains("requestId");
        assertThat(server.get(path + "?" + name + "=" + ofNoCall(name)).body())
            .as(documented + " with " + name)
            .doesNotContain("requestId");
      } else if (THING.containsKey(name)) {
        assertThat(server.get(path + "?" + query(THING)).statusCode()).isEqualTo(200);
        Map<String, String> other = new TreeMap<>(THING);
        other.put(name, "unheard-of");
        assertThat(server.get(path + "?" + query(other)).statusCode()).isIn(400, 404);
      } else {
        // Read in one place with maxResults.
        assertThat(name).isEqualTo("pageToken");
        assertThat(documented.parameters("query").toString()).contains("maxResults");
      }
    }
  }

  private static String ofNoCall(String field) {
    return switch (field) {
      case "since" -> "2300-01-01T00:00:00Z";
      case "until" -> "1970-01-01T00:00:00Z";
      case "status", "slowerThanMs" -> "999999999";
      default -> "known-to-nobody";
    };
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining("&"));
  }

  // Security-relevant: whatever is added here answers without telling who asks.
  @Test
  void onlyHealthAndTheDocumentItselfAreOpen() {
    assertThat(
            operations().filter(each -> each.operation().has("security")).map(Documented::toString))
        .containsExactlyInAnyOrder(
            "GET /health/live",
            "GET /health/ready",
            "GET /api/docs",
            "GET /api/docs/openapi.json",
            "GET /api/docs/page.js",
            "GET /api/docs/swagger-ui-bundle.js",
            "GET /api/docs/swagger-ui.css");
  }

  @Test
  void everySchemaIsUsed() {
    JsonNode document = server.traffic.document();
    Set<String> used = new TreeSet<>(document.findValuesAsText("$ref"));

    assertThat(
            document.at("/components/schemas").properties().stream()
                .map(each -> "#/components/schemas/" + each.getKey()))
        .isNotEmpty()
        .isSubsetOf(used);
  }

  @Test
  void thePageIsReadWithoutCredentialsAndAsksNobodyElse() throws Exception {
    HttpResponse<String> page = server.send(server.anonymous("/api/docs"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .startsWith("default-src 'self';");
    List<String> parts =
        Pattern.compile("(?:src|href)=\"([^\"]*)\"")
            .matcher(page.body())
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertThat(parts).isNotEmpty();
    for (String part : parts) {
      HttpResponse<String> answer = server.send(server.anonymous("/api/" + part));
      assertThat(answer.statusCode()).as(part).isEqualTo(200);
      try (InputStream file = HttpServer.class.getResourceAsStream(part)) {
        assertThat(answer.body())
            .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }
}
