package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.identity.RequestSigner;
import dev.moraine.server.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server as a process, with the log that it is shipped with, gives away of secrets. */
@Timeout(120)
class SecretScanTest {
  private static final String ACCESS_KEYS = "/api/v1/access-keys";
  private static final String TOKENS = "/api/v1/tokens";
  private static final String SESSIONS = "/api/v1/session-credentials";
  private static final String CONFIG = "/v1/config";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> answers = new ArrayList<>();
  @TempDir Path folder;
  private String uri = "";

  @Test
  void noSecretIsInALogAnAnswerAnArgumentOrTheDatabase() throws Exception {
    String arguments;
    String output;
    try (ServerProcess server = ServerProcess.start(folder, "--port", "0")) {
      uri = server.awaitProperty("run/endpoints.properties", "server.uri");
      useEverything(server);
      arguments =
          Files.readString(
              Path.of("/proc", Long.toString(server.process().pid()), "cmdline"),
              StandardCharsets.ISO_8859_1);
      output = server.output();
    }

    assertThat(secrets).hasSize(10);
    assertThat(answers).hasSizeGreaterThan(20);
    String log = Files.readString(folder.resolve("data/logs/server.log"));
    assertThat(log).contains("Listening");
    assertThat(arguments).contains("--data");
    secrets.forEach(
        (name, secret) -> {
          assertThat(log).as(name + " in the log").doesNotContain(secret);
          assertThat(output).as(name + " on the terminal").doesNotContain(secret);
          assertThat(arguments).as(name + " in the arguments").doesNotContain(secret);
          assertThat(answers).as(name + " in answers").noneMatch(each -> each.contains(secret));
        });
    for (Path file : filesBesidesTheHandOver()) {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      secrets.forEach(
          (name, secret) -> assertThat(content).as(name + " in " + file).doesNotContain(secret));
    }
  }

  private void useEverything(ServerProcess server) throws Exception {
    String token =
        know("first token", server.awaitProperty("root-credentials.properties", "token"));
    String keyId = server.awaitProperty("root-credentials.properties", "dlf.access-key-id");
    String keySecret =
        know(
            "first secret",
            server.awaitProperty("root-credentials.properties", "dlf.access-key-secret"));
    String bearer = "Bearer " + token;
    know("master key", Files.readString(folder.resolve("data/master.key")).strip());

    JsonNode key = shown("POST", ACCESS_KEYS, "", bearer, "accessKeySecret");
    JsonNode other = shown("POST", TOKENS, "{\"name\":\"ci\"}", bearer, "token");
    JsonNode session = shown("POST", SESSIONS, "", bearer, "accessKeySecret", "securityToken");
    String sessionSecret = session.get("accessKeySecret").asText();
    RequestSigner inSession =
        new RequestSigner(
            session.get("accessKeyId").asText(),
            sessionSecret,
            session.get("securityToken").asText());
    // Wrong in its last letter, so that what is told of it is seen.
    String wrong = know("wrong token", token.substring(1) + "#");

    for (RequestSigner signer :
        List.of(
            new RequestSigner(keyId, keySecret),
            new RequestSigner(key.get("accessKeyId").asText(), key.get("accessKeySecret").asText()),
            inSession,
            new RequestSigner(keyId, wrong),
            new RequestSigner(keyId, keySecret, session.get("securityToken").asText()))) {
      signed(signer);
    }
    for (String authorization :
        List.of(
            bearer,
            "Bearer " + other.get("token").asText(),
            "Bearer " + wrong,
            "Basic " + wrong,
            "acs " + wrong,
            "DLF4-HMAC-SHA256 " + wrong)) {
      for (String path : List.of(ACCESS_KEYS, TOKENS, "/api/v1/catalogs", CONFIG, "/v1/x/y")) {
        ask("GET", path, "", Map.of("Authorization", authorization));
      }
    }
    ask("POST", "/api/v1/catalogs", "{", Map.of("Authorization", bearer));
    enrolANode(bearer);
    String keyPath = ACCESS_KEYS + "/" + key.get("accessKeyId").asText();
    ask("POST", keyPath + "/disable", "", Map.of("Authorization", bearer));
    signed(new RequestSigner(key.get("accessKeyId").asText(), key.get("accessKeySecret").asText()));
    ask("DELETE", keyPath, "", Map.of("Authorization", bearer));
    ask("DELETE", SESSIONS, "", Map.of("Authorization", bearer));
    signed(inSession);
    ask("DELETE", TOKENS + "/" + other.get("id").asText(), "", Map.of("Authorization", bearer));
    // Somebody mixes up what goes where.
    signed(new RequestSigner(keySecret, keyId));
    // What is there of all that; the answer is scanned with the others, and so is the database.
    awaitAudited(bearer);
  }

  private void awaitAudited(String bearer) throws Exception {
    String export = "/api/v1/audit/export";
    int calls = answers.size();
    while (send("GET", export, "", Map.of("Authorization", bearer)).body().lines().count()
        < calls) {
      Thread.sleep(20);
    }
    ask("GET", export, "", Map.of("Authorization", bearer));
  }

  private void enrolANode(String bearer) throws Exception {
    ask(
        "POST",
        "/api/v1/roles",
        "{\"name\":\"emr\",\"service\":true}",
        Map.of("Authorization", bearer));
    String enrolmentKey =
        shown("POST", "/api/v1/roles/emr/enrolment-keys", "", bearer, "enrolmentKey")
            .get("enrolmentKey")
            .asText();
    String name = "{\"name\":\"worker-1\"}";
    String nodeKey =
        shown("POST", "/api/v1/nodes", name, "Bearer " + enrolmentKey, "nodeKey")
            .get("nodeKey")
            .asText();
    for (String used : List.of(enrolmentKey, nodeKey)) {
      ask("POST", "/api/v1/nodes", name, Map.of("Authorization", "Bearer " + used));
      ask("GET", ACCESS_KEYS, "", Map.of("Authorization", "Bearer " + used));
    }
    ask("GET", "/api/v1/nodes", "", Map.of("Authorization", bearer));
  }

  private String know(String name, String secret) {
    secrets.put(name, secret);
    return secret;
  }

  /** The one answer that shows secrets is kept apart. */
  private JsonNode shown(
      String method, String path, String body, String bearer, String... secretFields)
      throws Exception {
    HttpResponse<String> response = send(method, path, body, Map.of("Authorization", bearer));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = Json.readTree(response.body());
    for (String field : secretFields) {
      know(path + " " + field, answer.get(field).asText());
    }
    return answer;
  }

  private void signed(RequestSigner signer) throws Exception {
    Instant now = Instant.now();
    ask(
        "GET",
        CONFIG + "?warehouse=x",
        "",
        signer.headers("GET", CONFIG, "warehouse=x", new byte[0], now));
    ask(
        "GET",
        CONFIG + "?warehouse=x",
        "",
        signer.acsHeaders(
            "GET", CONFIG + "?warehouse=x", new byte[0], now, UUID.randomUUID().toString()));
  }

  private void ask(String method, String path, String body, Map<String, String> headers)
      throws Exception {
    HttpResponse<String> response = send(method, path, body, headers);
    answers.add(response.statusCode() + " " + response.headers().map() + response.body());
  }

  private HttpResponse<String> send(
      String method, String path, String body, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private List<Path> filesBesidesTheHandOver() throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> !file.endsWith("root-credentials.properties") && !file.endsWith("master.key"))
          .toList();
    }
  }
}
