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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and nodes that act in a role, over the wire. */
class RoleSessionApiTest {
  private static final String SESSIONS = "/api/v1/session-credentials";
  private static final String WHO_AM_I = "/api/v1/whoami";

  private static RunningServer server;
  private static String ann;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    ok(server.post("/api/v1/users", "{\"name\":\"ann\"}"));
    ann = json(server.post("/api/v1/users/ann/access-keys", "")).get("token").asText();
    role("{\"name\":\"readers\"}");
    role("{\"name\":\"writers\"}");
    ok(server.post("/api/v1/roles/readers/members", "{\"user\":\"ann\"}"));
    role("{\"name\":\"emr\",\"service\":true}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void whoActsInARoleHasWhatItHasAndNotTheirOwn() {
    attach("user/ann", "AliyunDLFFullAccess");
    grant("user/ann", "DATA_EDITOR");
    RequestSigner reader = session(ann, "readers");
    String databases = server.p("/databases");

    HttpResponse<String> noPolicy = signed(reader, "GET", databases, "");
    attach("role/readers", "AliyunDLFFullAccess");
    HttpResponse<String> noGrant = signed(reader, "GET", databases, "");
    grant("role/readers", "DATA_READER");

    assertThat(noPolicy.statusCode()).isEqualTo(403);
    assertThat(noPolicy.body()).contains("Role 'readers' has no policy that allows");
    assertThat(noGrant.statusCode()).isEqualTo(404);
    assertThat(signed(reader, "GET", databases, "").statusCode()).isEqualTo(200);
    HttpResponse<String> write = signed(reader, "POST", databases, "{\"name\":\"d\"}");
    assertThat(write.statusCode()).isEqualTo(403);
    assertThat(write.body()).contains("Role 'readers' lacks CREATE_DATABASE");
    JsonNode caller = json(signed(reader, "GET", WHO_AM_I, ""));
    assertThat(caller.get("user").asText()).isEqualTo("ann");
    assertThat(caller.get("actsIn").asText()).isEqualTo("readers");
  }

  @Test
  void whatIsMadeInARoleIsTheRolesAndNamesWhoMadeIt() {
    role("{\"name\":\"makers\"}");
    ok(server.post("/api/v1/roles/makers/members", "{\"user\":\"ann\"}"));
    attach("role/makers", "AliyunDLFFullAccess");
    grant("role/makers", "DATA_EDITOR");
    String databases = server.p("/databases");

    ok(signed(session(ann, "makers"), "POST", databases, "{\"name\":\"made\"}"));

    JsonNode made = json(server.get(databases + "/made"));
    assertThat(made.get("owner").asText()).isEqualTo("role/makers");
    assertThat(made.get("createdBy").asText()).isEqualTo("ann");
    ok(signed(session(ann, "makers"), "DELETE", databases + "/made", ""));
  }

  @Test
  void aRoleIsTakenByWhoIsInItOnly() {
    HttpResponse<String> refused =
        server.sendAs(ann, "POST", SESSIONS, "{\"role\":\"writers\",\"durationSeconds\":900}");
    RequestSigner reader = session(ann, "readers");
    HttpResponse<String> further =
        signed(reader, "POST", SESSIONS, "{\"role\":\"writers\",\"durationSeconds\":900}");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("The role 'writers' is not ann's");
    assertThat(further.statusCode()).isEqualTo(403);
    assertThat(further.body()).contains("takes no other");
  }

  @Test
  void sessionsInARoleDoNotBecomeTheUserBehindThem() {
    RequestSigner reader = session(ann, "readers");

    for (String path : List.of("/api/v1/access-keys", "/api/v1/tokens")) {
      assertThat(signed(reader, "GET", path, "").statusCode()).isEqualTo(403);
    }
    assertThat(
            signed(reader, "POST", "/api/v1/tokens", "{\"name\":\"t\",\"lifetimeSeconds\":60}")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void anAdministratorEndsAllSessionsInARole() {
    role("{\"name\":\"ended\"}");
    ok(server.post("/api/v1/roles/ended/members", "{\"user\":\"ann\"}"));
    RequestSigner inRole = session(ann, "ended");
    RequestSigner own = signer(json(server.sendAs(ann, "POST", SESSIONS, "")));
    assertThat(signed(inRole, "GET", WHO_AM_I, "").statusCode()).isEqualTo(200);

    ok(server.delete("/api/v1/roles/ended/session-credentials"));

    assertThat(signed(inRole, "GET", WHO_AM_I, "").statusCode()).isEqualTo(401);
    assertThat(signed(own, "GET", WHO_AM_I, "").statusCode()).isEqualTo(200);
  }

  @Test
  void whoIsTakenOutOfARoleNoLongerActsInIt() {
    role("{\"name\":\"left\"}");
    ok(server.post("/api/v1/roles/left/members", "{\"user\":\"ann\"}"));
    RequestSigner inRole = session(ann, "left");

    ok(server.delete("/api/v1/roles/left/members/ann"));

    assertThat(signed(inRole, "GET", WHO_AM_I, "").statusCode()).isEqualTo(401);
  }

  @Test
  void aNodeIsEnrolledOnceAndActsInItsRoleUntilItIsRevoked() {
    String enrolmentKey = enrolmentKey("emr");
    HttpResponse<String> early =
        server.sendAs(enrolmentKey, "POST", SESSIONS, "{\"role\":\"emr\",\"durationSeconds\":900}");
    JsonNode node =
        json(server.sendAs(enrolmentKey, "POST", "/api/v1/nodes", "{\"name\":\"worker-1\"}"));
    String key = node.get("nodeKey").asText();

    assertThat(early.statusCode()).isEqualTo(403);
    assertThat(
            server
                .sendAs(enrolmentKey, "POST", "/api/v1/nodes", "{\"name\":\"worker-2\"}")
                .statusCode())
        .isEqualTo(401);
    assertThat(
            server
                .sendAs(key, "POST", SESSIONS, "{\"role\":\"readers\",\"durationSeconds\":900}")
                .statusCode())
        .isEqualTo(403);
    assertThat(server.sendAs(key, "POST", "/api/v1/tokens", "{\"name\":\"t\"}").statusCode())
        .isEqualTo(403);
    RequestSigner emr = session(key, "emr");
    JsonNode caller = json(signed(emr, "GET", WHO_AM_I, ""));
    assertThat(caller.get("user").asText()).isEqualTo("node/" + node.get("node").asText());
    assertThat(caller.get("actsIn").asText()).isEqualTo("emr");
    JsonNode listed = listed(node.get("node").asText());
    assertThat(listed.get("name").asText()).isEqualTo("worker-1");
    assertThat(listed.get("enrolled").asBoolean()).isTrue();
    assertThat(listed.has("expiresAt")).isFalse();

    ok(server.delete("/api/v1/nodes/" + node.get("node").asText()));

    assertThat(signed(emr, "GET", WHO_AM_I, "").statusCode()).isEqualTo(401);
    assertThat(server.sendAs(key, "POST", SESSIONS, "{\"role\":\"emr\"}").statusCode())
        .isEqualTo(401);
  }

  @Test
  void usersAreInNoServiceRoleAndNodesInNoOther() {
    HttpResponse<String> user = server.post("/api/v1/roles/emr/members", "{\"user\":\"ann\"}");
    HttpResponse<String> node = server.post("/api/v1/roles/readers/enrolment-keys", "");

    assertThat(user.statusCode()).isEqualTo(409);
    assertThat(user.body()).contains("is a service role");
    assertThat(node.statusCode()).isEqualTo(409);
    assertThat(node.body()).contains("is no service role");
    assertThat(server.post("/api/v1/roles/readers", "{\"trusted\":true}").statusCode())
        .isEqualTo(409);
    assertThat(server.post("/api/v1/roles", "{\"name\":\"x\",\"trusted\":true}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aTrustedServiceNeedsAGrantAndNoPolicy() {
    role("{\"name\":\"trusted\",\"service\":true,\"trusted\":true}");
    String key =
        json(server.sendAs(
                enrolmentKey("trusted"), "POST", "/api/v1/nodes", "{\"name\":\"worker-1\"}"))
            .get("nodeKey")
            .asText();
    RequestSigner service = session(key, "trusted");
    String databases = server.p("/databases");
    HttpResponse<String> noGrant = signed(service, "GET", databases, "");
    grant("role/trusted", "DATA_READER");

    assertThat(noGrant.statusCode()).isEqualTo(404);
    assertThat(signed(service, "GET", databases, "").statusCode()).isEqualTo(200);
    assertThat(canI("trusted")).contains("The policy 'trusted service' of role/trusted allows");

    ok(server.post("/api/v1/roles/trusted", "{\"trusted\":false}"));

    assertThat(signed(service, "GET", databases, "").statusCode()).isEqualTo(403);
    assertThat(canI("trusted")).contains("Role 'trusted' has no policy");
  }

  private static String canI(String role) {
    return server
        .post(
            "/api/v1/can-i",
            "{\"role\":\""
                + role
                + "\",\"action\":\"ListDatabases\","
                + "\"resource\":{\"type\":\"CATALOG\",\"catalog\":\"main\"}}")
        .body();
  }

  private static JsonNode listed(String node) {
    return json(server.get("/api/v1/nodes"))
        .get("nodes")
        .valueStream()
        .filter(each -> each.get("id").asText().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static void role(String body) {
    ok(server.post("/api/v1/roles", body));
  }

  private static String enrolmentKey(String role) {
    return json(server.post("/api/v1/roles/" + role + "/enrolment-keys", ""))
        .get("enrolmentKey")
        .asText();
  }

  private static void attach(String grantee, String policy) {
    ok(
        server.post(
            "/api/v1/policies/" + policy + "/attach", "{\"principal\":\"" + grantee + "\"}"));
  }

  private static void grant(String grantee, String preset) {
    ok(
        server.post(
            "/api/v1/grants",
            "{\"principal\":\"%s\",\"resource\":{\"type\":\"CATALOG\",\"catalog\":\"main\"},\"preset\":\"%s\"}"
                .formatted(grantee, preset)));
  }

  private static RequestSigner session(String token, String role) {
    return signer(
        json(
            server.sendAs(
                token, "POST", SESSIONS, "{\"role\":\"" + role + "\",\"durationSeconds\":900}")));
  }

  private static RequestSigner signer(JsonNode credentials) {
    return new RequestSigner(
        credentials.get("accessKeyId").asText(),
        credentials.get("accessKeySecret").asText(),
        credentials.get("securityToken").asText());
  }

  private static HttpResponse<String> signed(
      RequestSigner signer, String method, String path, String body) {
    HttpRequest.Builder request =
        server.anonymous(path).method(method, HttpRequest.BodyPublishers.ofString(body));
    signer
        .headers(method, path, "", body.getBytes(StandardCharsets.UTF_8), Instant.now())
        .forEach(request::header);
    return server.send(request);
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isIn(200, 204);
  }
}
