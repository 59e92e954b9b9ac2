package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.identity.RequestSigner;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access keys, tokens, temporary credentials and both signers, over the wire. */
class CredentialApiTest {
  private static final String ACCESS_KEYS = "/api/v1/access-keys";
  private static final String TOKENS = "/api/v1/tokens";
  private static final String SESSIONS = "/api/v1/session-credentials";
  private static final String CONFIG = "/v1/config";

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aSecondAccessKeySignsUntilItIsDisabledAndAgainOnceItIsEnabled() {
    JsonNode key = json(server.post(ACCESS_KEYS, ""));
    RequestSigner signer = signer(key);
    String path = ACCESS_KEYS + "/" + key.get("accessKeyId").asText();
    assertThat(statusOf(signer)).isEqualTo(200);

    assertThat(server.post(path + "/disable", "").statusCode()).isEqualTo(204);
    assertThat(statusOf(signer)).isEqualTo(401);
    assertThat(enabled(key)).isFalse();

    assertThat(server.post(path + "/enable", "").statusCode()).isEqualTo(204);
    assertThat(statusOf(signer)).isEqualTo(200);
    assertThat(enabled(key)).isTrue();

    assertThat(server.delete(path).statusCode()).isEqualTo(204);
    assertThat(statusOf(signer)).isEqualTo(401);
    assertProblem(server.delete(path), 404, "NOT_FOUND");
  }

  @Test
  void aTokenIsListedWithoutItselfAndRevoked() {
    JsonNode token = json(server.post(TOKENS, "{\"name\":\"ci\",\"lifetimeSeconds\":3600}"));
    String value = token.get("token").asText();
    assertThat(statusOf(value)).isEqualTo(200);

    HttpResponse<String> list = server.get(TOKENS);
    assertThat(list.body()).doesNotContain(value);
    JsonNode listed = entry(json(list).get("tokens"), "id", token.get("id").asText());
    assertThat(listed.get("name").asText()).isEqualTo("ci");
    assertThat(listed.get("expiresAt").asLong() - listed.get("createdAt").asLong())
        .isEqualTo(3_600_000);
    assertThat(entry(json(list).get("tokens"), "name", "first start").has("expiresAt")).isFalse();

    String path = TOKENS + "/" + token.get("id").asText();
    assertThat(server.delete(path).statusCode()).isEqualTo(204);
    assertThat(statusOf(value)).isEqualTo(401);
    assertProblem(server.delete(path), 404, "NOT_FOUND");
  }

  @Test
  void temporaryCredentialsSignByBothSchemesUntilTheyAreEnded() {
    JsonNode issued = json(server.post(SESSIONS, "{\"durationSeconds\":900}"));
    RequestSigner signer = signer(issued);
    assertThat(issued.get("expiresAt").asLong() - System.currentTimeMillis())
        .isBetween(800_000L, 900_000L);
    assertThat(statusOf(signer)).isEqualTo(200);
    assertThat(statusByAcs(signer, nonce())).isEqualTo(200);

    assertThat(server.delete(SESSIONS).statusCode()).isEqualTo(204);

    assertThat(statusOf(signer)).isEqualTo(401);
    assertThat(statusByAcs(signer, nonce())).isEqualTo(401);
  }

  @Test
  void whoMakesADatabaseInASessionOwnsItByName() {
    RequestSigner signer = signer(json(server.post(SESSIONS, "")));
    String body = "{\"name\":\"by-session\"}";
    String path = server.p("/databases");
    HttpRequest.Builder request =
        server.anonymous(path).POST(HttpRequest.BodyPublishers.ofString(body));
    signer
        .acsHeaders("POST", path, body.getBytes(StandardCharsets.UTF_8), Instant.now(), nonce())
        .forEach(request::header);

    assertThat(server.send(request).statusCode()).isEqualTo(200);

    assertThat(json(server.get(path + "/by-session")).get("owner").asText()).isEqualTo("root");
  }

  @Test
  void aSessionMakesNothingThatLasts() {
    RequestSigner signer = signer(json(server.post(SESSIONS, "")));
    HttpRequest.Builder request =
        server.anonymous(ACCESS_KEYS).POST(HttpRequest.BodyPublishers.noBody());
    signer.headers("POST", ACCESS_KEYS, "", new byte[0], Instant.now()).forEach(request::header);

    assertProblem(server.send(request), 403, "FORBIDDEN");
  }

  @Test
  void aDurationOutOfBoundsIsRefused() {
    assertProblem(server.post(SESSIONS, "{\"durationSeconds\":60}"), 400, "INVALID_REQUEST");
    assertProblem(
        server.post(TOKENS, "{\"name\":\"x\",\"lifetimeSeconds\":9223372036854775807}"),
        400,
        "INVALID_REQUEST");
  }

  @Test
  void aReplayIsRefused() {
    RequestSigner signer = firstKey();
    Map<String, String> headers = acsHeaders(signer, nonce());

    assertThat(statusOf(headers)).isEqualTo(200);
    assertThat(statusOf(headers)).isEqualTo(401);
    assertThat(statusByAcs(signer, nonce())).isEqualTo(200);
  }

  private static RequestSigner firstKey() {
    return new RequestSigner(
        server.credentials.accessKeyId(), server.credentials.accessKeySecret());
  }

  private static RequestSigner signer(JsonNode credentials) {
    String id = credentials.get("accessKeyId").asText();
    String secret = credentials.get("accessKeySecret").asText();
    return credentials.has("securityToken")
        ? new RequestSigner(id, secret, credentials.get("securityToken").asText())
        : new RequestSigner(id, secret);
  }

  private static boolean enabled(JsonNode key) {
    return entry(
            json(server.get(ACCESS_KEYS)).get("accessKeys"),
            "accessKeyId",
            key.get("accessKeyId").asText())
        .get("enabled")
        .asBoolean();
  }

  private static JsonNode entry(JsonNode list, String field, String value) {
    return list.valueStream()
        .filter(each -> each.get(field).asText().equals(value))
        .findFirst()
        .orElseThrow();
  }

  private static String nonce() {
    return UUID.randomUUID().toString();
  }

  private static int statusOf(RequestSigner signer) {
    return statusOf(signer.headers("GET", CONFIG, "warehouse=main", new byte[0], Instant.now()));
  }

  private static int statusByAcs(RequestSigner signer, String nonce) {
    return statusOf(acsHeaders(signer, nonce));
  }

  private static Map<String, String> acsHeaders(RequestSigner signer, String nonce) {
    return signer.acsHeaders("GET", CONFIG + "?warehouse=main", new byte[0], Instant.now(), nonce);
  }

  private static int statusOf(String token) {
    return statusOf(Map.of("Authorization", "Bearer " + token));
  }

  private static int statusOf(Map<String, String> headers) {
    HttpRequest.Builder request = server.anonymous(CONFIG + "?warehouse=main");
    headers.forEach(request::header);
    return server.send(request).statusCode();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asText()).isEqualTo(code);
  }
}
