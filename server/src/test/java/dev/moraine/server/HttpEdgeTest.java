package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.identity.RequestSigner;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every request, whichever route it is for. */
class HttpEdgeTest {
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready"})
  void healthIsPublic(String path) {
    HttpResponse<String> response = server.send(server.anonymous(path));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  // Security-relevant: whatever is added here answers without telling who asks.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/config?warehouse=main",
        "/v1/config/",
        "/v1/unheard-of",
        "/v1/x/databases",
        "/v1/x/databases/d/tables/t/token",
        "/api/v1/catalogs",
        "/api/v1/catalogs/main",
        "/api/unheard-of",
        "/api/docs/",
        "/api/docs/unheard-of",
        "/api/docs/../v1/catalogs",
        "/api/docs/openapi.json/../../v1/catalogs",
        "/api/docs;/../v1/catalogs",
        "/api/docs%2F..%2Fv1%2Fcatalogs",
        "/api/v1/catalogs?/api/docs",
        "/health/../v1/config?warehouse=main",
        "/v1/./config?warehouse=main",
        "/%76%31/config?warehouse=main",
        "//v1/config?warehouse=main",
        "/v1//config?warehouse=main",
        "/v1;a=b/config?warehouse=main",
        "/health/live/..;/../../v1/config?warehouse=main",
        "/health",
        "/health/",
        "/health/other",
        "/"
      })
  void nothingButHealthAndTheDocumentIsPublic(String target) throws Exception {
    assertThat(server.statusOfRaw(target, true)).isIn(400, 401, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"})
  void everyMethodNeedsAuthentication(String method) {
    HttpResponse<String> response =
        server.send(
            server
                .anonymous("/v1/config?warehouse=main")
                .method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer nonsense", "Basic YTpi", "DLF4-HMAC-SHA256 x"})
  void wrongCredentialsAreRefusedInTheProtocolsJson(String authorization) {
    HttpResponse<String> response =
        server.send(
            server.anonymous("/v1/config?warehouse=main").header("Authorization", authorization));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    assertThat(json(response).get("code").asInt()).isEqualTo(401);
    assertThat(json(response).get("message").asText()).isNotBlank();
  }

  @Test
  void theConsoleIsRefusedInProblemJson() {
    HttpResponse<String> response = server.send(server.anonymous("/api/v1/catalogs"));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(response).get("code").asText()).isEqualTo("NOT_AUTHENTICATED");
  }

  @Test
  void aSignedRequestIsAccepted() {
    HttpRequest.Builder request = server.anonymous("/v1/config?warehouse=main");
    new RequestSigner(server.credentials.accessKeyId(), server.credentials.accessKeySecret())
        .headers("GET", "/v1/config", "warehouse=main", new byte[0], Instant.now())
        .forEach(request::header);

    assertThat(server.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void aSignedBodyIsAccepted() {
    String body = "{\"name\":\"signed ü\"}";
    String path = server.p("/databases");
    HttpRequest.Builder request =
        server.anonymous(path).POST(HttpRequest.BodyPublishers.ofString(body));
    new RequestSigner(server.credentials.accessKeyId(), server.credentials.accessKeySecret())
        .headers("POST", path, "", body.getBytes(StandardCharsets.UTF_8), Instant.now())
        .forEach(request::header);

    assertThat(server.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerHasARequestIdOfItsOwn() {
    Set<String> ids = new HashSet<>();

    for (HttpResponse<String> response :
        List.of(
            server.get("/v1/config?warehouse=main"),
            server.get("/v1/unheard-of"),
            server.get("/unheard-of"),
            server.send(server.anonymous("/v1/config")),
            server.send(server.anonymous("/health/live")))) {
      ids.add(response.headers().firstValue("x-request-id").orElseThrow());
    }

    assertThat(ids).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/unheard-of", "/v1/x/y/z", "/v1"})
  void anUnknownRouteIsNotFoundInTheProtocolsJson(String path) {
    HttpResponse<String> response = server.get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).get("code").asInt()).isEqualTo(404);
  }

  @Test
  void anUnknownMethodIsNotFound() {
    HttpResponse<String> response =
        server.send(
            server
                .request("/v1/config?warehouse=main")
                .PUT(HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(response.statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    HttpResponse<String> response =
        server.send(
            server
                .request(server.p("/databases"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[65 * 1024 * 1024])));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("code").asInt()).isEqualTo(400);
  }

  @Test
  void aBodyOfUnknownLengthIsNotReadWithoutEnd() {
    byte[] body = new byte[65 * 1024 * 1024];

    HttpResponse<String> response =
        server.send(
            server
                .request(server.p("/databases"))
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body))));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).doesNotContain("not as expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/config?warehouse=%zz",
        "/v1/config?%zz=1",
        "/v1/%zz/databases",
        "/v1/a%00b/databases",
        "/v1/a%2Fb/databases",
        "/v1%2Fa%2Fdatabases",
        "/v1/x/databases?maxResults=%",
        "/v1/a/../config",
        "/v1/%ff/databases"
      })
  void aMisspeltTargetIsTheCallersFault(String target) throws Exception {
    assertThat(server.statusOfRaw(target, false)).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/a%00b", "/v1/%zz", "/v1/a%2Fb", "/health", "/nothing"})
  void aConnectionThatTheServerClosesIsSaidToBeClosed(String target) throws Exception {
    String answers =
        server.answersToRaw(
            server.rawGet(target, false, "Accept: */*")
                + server.rawGet("/health", false, "Connection: close"));

    String first = answers.substring(0, answers.indexOf("\r\n\r\n"));
    boolean goesOn = !first.toLowerCase(Locale.ROOT).contains("connection: close");
    assertThat(answers.split("HTTP/1\\.1 [0-9]+", -1)).as(first).hasSize(goesOn ? 3 : 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "1",
        "{}",
        "{\"name\":null}",
        "{\"name\":1.5e}",
        "{\"name\":\"x\",\"options\":[]}",
        "{\"name\":\"x\",\"options\":{\"k\":null}}",
        "{\"name\":\"x/y\"}",
        "{\"name\":\"..\"}",
        "{\"name\":\"sys\"}"
      })
  void aBodyThatDoesNotFitIsTheCallersFault(String body) {
    HttpResponse<String> response = server.post(server.p("/databases"), body);

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = json(response);
    assertThat(error.get("code").asInt()).isEqualTo(400);
  }
}
