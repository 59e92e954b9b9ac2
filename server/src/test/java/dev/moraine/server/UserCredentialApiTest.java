package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.identity.RequestSigner;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators do about a user and the user's keys, tokens and sessions. */
class UserCredentialApiTest {
  private static final String WHO_AM_I = "/api/v1/whoami";

  private static RunningServer server;
  private static int users;

  private String ann;
  private JsonNode credentials;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeAnn() {
    ann = "ann" + ++users;
    credentials = make(ann);
    assertThat(statusOfKey()).isEqualTo(200);
    assertThat(statusOfToken()).isEqualTo(200);
  }

  private static JsonNode make(String user) {
    ok(server.post("/api/v1/users", "{\"name\":\"" + user + "\"}"));
    return json(ok(server.post("/api/v1/users/" + user + "/access-keys", "")));
  }

  @Test
  void theOnlyKeyOfAUserIsDisabledEnabledAndDeleted() {
    String path = of(ann, "/access-keys/" + keyId());

    ok(server.post(path + "/disable", ""));
    assertThat(statusOfKey()).isEqualTo(401);
    assertThat(listedKeys()).hasSize(1);
    assertThat(listedKeys().get(0).get("enabled").asBoolean()).isFalse();

    ok(server.post(path + "/enable", ""));
    assertThat(statusOfKey()).isEqualTo(200);

    ok(server.delete(path));
    assertThat(statusOfKey()).isEqualTo(401);
    assertThat(listedKeys()).isEmpty();
    assertThat(server.delete(path).statusCode()).isEqualTo(404);
    assertThat(server.post(path + "/disable", "").body())
        .contains("User '" + ann + "' has no access key " + keyId());
  }

  @Test
  void aTokenIsRevoked() {
    JsonNode listed = json(server.get(of(ann, "/tokens"))).get("tokens");
    assertThat(listed).hasSize(1);

    ok(server.delete(of(ann, "/tokens/" + listed.get(0).get("id").asText())));

    assertThat(statusOfToken()).isEqualTo(401);
    assertThat(statusOfKey()).isEqualTo(200);
    assertThat(server.delete(of(ann, "/tokens/none")).body())
        .contains("User '" + ann + "' has no token none");
  }

  @Test
  void sessionsEndAndKeysStay() {
    JsonNode issued = json(ok(server.sendAs(token(), "POST", "/api/v1/session-credentials", "")));
    RequestSigner session =
        new RequestSigner(
            issued.get("accessKeyId").asText(),
            issued.get("accessKeySecret").asText(),
            issued.get("securityToken").asText());
    assertThat(statusOf(session)).isEqualTo(200);

    ok(server.delete(of(ann, "/session-credentials")));

    assertThat(statusOf(session)).isEqualTo(401);
    assertThat(statusOfKey()).isEqualTo(200);
  }

  @Test
  void aDeletedUserOpensNothingAndLeavesWhatTheyOwned() {
    String lake = "lake-" + ann;
    ok(server.post("/api/v1/roles/admin/members", "{\"user\":\"" + ann + "\"}"));
    ok(
        server.post(
            "/api/v1/policies/AliyunDLFFullAccess/attach", "{\"principal\":\"user/" + ann + "\"}"));
    ok(server.sendAs(token(), "POST", "/api/v1/catalogs", "{\"name\":\"" + lake + "\"}"));
    String heir = "heir-" + ann;
    make(heir);

    ok(server.delete(of(ann, "?heir=" + heir)));

    assertThat(statusOfKey()).isEqualTo(401);
    assertThat(statusOfToken()).isEqualTo(401);
    assertThat(json(server.get("/api/v1/catalogs/" + lake)).get("owner").asText()).isEqualTo(heir);
    assertThat(server.delete(of(ann, "")).statusCode()).isEqualTo(404);
    ok(server.post("/api/v1/users", "{\"name\":\"" + ann + "\"}"));
    assertThat(statusOfKey()).isEqualTo(401);
    assertThat(server.get("/api/v1/roles/admin/members").body()).doesNotContain("\"" + ann + "\"");
  }

  @Test
  void whoCallsStays() {
    assertThat(server.delete(of("root", "")).body()).contains("another administrator deletes you");
    assertThat(server.delete(of(ann, "?heir=" + ann)).statusCode()).isEqualTo(409);
    assertThat(server.delete(of(ann, "?heir=nobody")).body()).contains("There is no user 'nobody'");
    assertThat(statusOfKey()).isEqualTo(200);

    HttpResponse<String> last =
        server.post(
            of("root", "/access-keys/" + server.credentials.accessKeyId() + "/disable"), "");

    assertThat(last.statusCode()).isEqualTo(409);
    assertThat(last.body()).contains("your only one");
  }

  @Test
  void anAdministratorCannotTouchASuperAdministrator() {
    ok(server.post("/api/v1/roles/admin/members", "{\"user\":\"" + ann + "\"}"));
    ok(
        server.post(
            "/api/v1/policies/AliyunDLFFullAccess/attach", "{\"principal\":\"user/" + ann + "\"}"));
    String key = "/access-keys/" + server.credentials.accessKeyId();

    for (String call :
        new String[] {
          "GET /access-keys",
          "POST /access-keys",
          "POST " + key + "/disable",
          "DELETE " + key,
          "GET /tokens",
          "DELETE /session-credentials",
          "DELETE "
        }) {
      String[] parts = call.split(" ", 2);
      HttpResponse<String> refused = server.sendAs(token(), parts[0], of("root", parts[1]), "");

      assertThat(refused.statusCode()).as(call).isEqualTo(403);
      assertThat(refused.body()).contains("only a super administrator");
    }
  }

  private static String of(String user, String path) {
    return "/api/v1/users/" + user + path;
  }

  private String keyId() {
    return credentials.get("accessKeyId").asText();
  }

  private String token() {
    return credentials.get("token").asText();
  }

  private JsonNode listedKeys() {
    return json(server.get(of(ann, "/access-keys"))).get("accessKeys");
  }

  private int statusOfToken() {
    return server.sendAs(token(), "GET", WHO_AM_I, "").statusCode();
  }

  private int statusOfKey() {
    return statusOf(new RequestSigner(keyId(), credentials.get("accessKeySecret").asText()));
  }

  private static int statusOf(RequestSigner signer) {
    var request = server.anonymous(WHO_AM_I).GET();
    signer.headers("GET", WHO_AM_I, "", new byte[0], Instant.now()).forEach(request::header);
    return server.send(request).statusCode();
  }

  private static HttpResponse<String> ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return response;
  }
}
