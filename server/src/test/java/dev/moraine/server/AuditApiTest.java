package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.identity.RequestSigner;
import dev.moraine.server.http.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of calls that are not as they should be, and how it is searched. */
class AuditApiTest {
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> signed(String accessKeyId, String secret) {
    String path = server.p("/databases/default");
    HttpRequest.Builder request = server.anonymous(path);
    new RequestSigner(accessKeyId, secret)
        .headers("GET", path, "", new byte[0], Instant.now())
        .forEach(request::header);
    return server.send(request);
  }

  @Test
  void aSignatureThatDoesNotHoldIsKeptWithTheKeyThatItClaims() {
    HttpResponse<String> response =
        signed(server.credentials.accessKeyId(), "not the secret at all");

    JsonNode event = server.audited(response);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(event.get("credential").asText()).isEqualTo(server.credentials.accessKeyId());
    assertThat(event.has("principal")).isFalse();
    assertThat(event.get("event").asText()).isEqualTo("GetDatabase");
    assertThat(event.get("catalog").asText()).isEqualTo("main");
    assertThat(event.get("outcome").asText()).isEqualTo("DENIED");
    assertThat(event.get("error").asText()).isEqualTo("NOT_AUTHENTICATED");
    assertThat(event.get("sentence").asText()).startsWith("The signature does not hold");
  }

  @Test
  void aSecretInTheKeysPlaceIsNotKept() {
    JsonNode event =
        server.audited(
            signed(server.credentials.accessKeySecret(), server.credentials.accessKeyId()));

    assertThat(event.has("credential")).isFalse();
    assertThat(event.toString()).doesNotContain(server.credentials.accessKeySecret());
  }

  @Test
  void aUriInTheWarehousesPlaceIsNotKept() {
    JsonNode event = server.audited(server.get("/v1/config?warehouse=s3://key:secret@bucket/x"));

    assertThat(event.get("event").asText()).isEqualTo("GetConfig");
    assertThat(event.toString()).doesNotContain("bucket");
  }

  @Test
  void aCallOfNoApiIsKept() {
    JsonNode event = server.audited(server.get("/api/v1/nothing"));

    assertThat(event.has("event")).isFalse();
    assertThat(event.get("principal").asText()).isEqualTo("root");
    assertThat(event.get("status").asInt()).isEqualTo(404);
  }

  @Test
  void whatIsNoHttpIsKept() throws Exception {
    assertThat(server.statusOfRaw("/v1/%%%", true)).isEqualTo(400);

    JsonNode event = server.awaitEvent("status=400&sentence=is+not+accepted");
    assertThat(event.get("source").asText()).isEqualTo("127.0.0.1");
    assertThat(event.get("outcome").asText()).isEqualTo("FAILED");
  }

  @Test
  void whatIsOpenToAnyoneIsNotKept() {
    String id =
        server
            .send(server.anonymous("/health/live").GET())
            .headers()
            .firstValue("x-request-id")
            .orElseThrow();
    server.audited(server.get("/api/v1/catalogs"));

    assertThat(json(server.get("/api/v1/audit?requestId=" + id)).get("events")).isEmpty();
  }

  @Test
  void aLineOfTheExportIsWhatTheSearchAnswers() {
    Instant before = Instant.now().minusMillis(1);
    for (int i = 0; i < 1_100; i++) {
      server.get("/api/v1/presets");
    }
    JsonNode last = server.audited(server.get("/api/v1/presets"));

    List<String> lines =
        server
            .get("/api/v1/audit/export?event=dlf:GetCaller&since=" + before)
            .body()
            .lines()
            .toList();

    assertThat(lines).hasSize(1_101).doesNotHaveDuplicates();
    assertThat(Json.readTree(lines.get(0))).isEqualTo(last);
    JsonNode page = json(server.get("/api/v1/audit?event=GetCaller&maxResults=1&since=" + before));
    assertThat(page.get("events").get(0)).isEqualTo(last);
    JsonNode next =
        json(
            server.get(
                "/api/v1/audit?event=GetCaller&maxResults=1&since="
                    + before
                    + "&pageToken="
                    + page.get("nextPageToken").asText()));
    assertThat(next.get("events").get(0)).isEqualTo(Json.readTree(lines.get(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"since=yesterday", "status=ok", "slowerThanMs=-1", "pageToken=x"})
  void whatCannotBeAskedForIsRefused(String query) {
    assertThat(server.get("/api/v1/audit?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void anExportIsRefusedBeforeItsFirstLine() {
    server.post("/api/v1/users", "{\"name\":\"ann\"}");
    String token = json(server.post("/api/v1/users/ann/access-keys", "")).get("token").asText();

    HttpResponse<String> response = server.sendAs(token, "GET", "/api/v1/audit/export", "");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(json(response).get("code").asText()).isEqualTo("FORBIDDEN");
  }
}
