package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signing in through a Keycloak, with the roles that its groups stand for. */
@Tag("long")
@Timeout(600)
class KeycloakTest {
  // A clock may be off by a minute: so much longer is a token taken.
  private static final Duration EXPIRED_BY_ALL_CLOCKS = Duration.ofSeconds(90);

  private static Keycloak keycloak;
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    keycloak = Keycloak.start(folder);
    server =
        RunningServer.start(
            folder,
            new SignInOptions.Rule(
                keycloak.issuer(),
                "moraine",
                "preferred_username",
                "groups",
                RolesOfGroups.of(List.of("engineers=etl"), false)));
    ok(server.post("/api/v1/roles", "{\"name\":\"etl\"}"));
    ok(server.post("/api/v1/policies/AliyunDLFFullAccess/attach", "{\"principal\":\"role/etl\"}"));
    ok(
        server.post(
            "/api/v1/grants",
            "{\"principal\":\"role/etl\",\"resource\":{\"type\":\"CATALOG\",\"catalog\":\"main\"},\"preset\":\"DATA_EDITOR\"}"));
  }

  @AfterAll
  static void stop() {
    server.close();
    keycloak.close();
  }

  @Test
  void aUserIsInTheRolesOfTheirGroups() throws Exception {
    assertInEtl(userToken("terminal"), "oidc:alice");
  }

  @Test
  void aClientWithCredentialsOfItsOwnIsInTheRolesOfItsGroups() throws Exception {
    assertInEtl(
        keycloak.token(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "job",
                "client_secret", "looking-glass")),
        "oidc:service-account-job");
  }

  private static void assertInEtl(String token, String user) {
    JsonNode caller = json(server.sendAs(token, "GET", "/api/v1/whoami", ""));
    assertThat(caller.get("user").asText()).isEqualTo(user);
    assertThat(caller.get("roles")).extracting(JsonNode::asText).containsExactly("etl");
    assertThat(server.sendAs(token, "GET", server.p("/databases"), "").statusCode()).isEqualTo(200);
    HttpResponse<String> inRole =
        server.sendAs(
            token,
            "POST",
            "/api/v1/session-credentials",
            "{\"role\":\"etl\",\"durationSeconds\":900}");
    assertThat(inRole.statusCode()).as(inRole.body()).isEqualTo(200);
  }

  @Test
  void aTokenForAnotherAudienceIsRefused() throws Exception {
    assertThat(statusOf(userToken("another"))).isEqualTo(401);
  }

  @Test
  void aTokenThatWasTamperedWithIsRefused() throws Exception {
    String token = userToken("terminal");
    int middle = token.indexOf('.') + 20;
    char other = token.charAt(middle) == 'A' ? 'B' : 'A';

    assertThat(statusOf(token.substring(0, middle) + other + token.substring(middle + 1)))
        .isEqualTo(401);
    assertThat(statusOf(token)).isEqualTo(200);
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    String token = userToken("hasty");
    assertThat(statusOf(token)).isEqualTo(200);

    long deadline = System.nanoTime() + EXPIRED_BY_ALL_CLOCKS.toNanos();
    while (statusOf(token) == 200) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(500);
    }

    assertThat(statusOf(token)).isEqualTo(401);
  }

  private static String userToken(String client) throws Exception {
    return keycloak.token(
        Map.of(
            "grant_type", "password",
            "client_id", client,
            "username", "alice",
            "password", "wonderland"));
  }

  private static int statusOf(String token) {
    return server.sendAs(token, "GET", "/api/v1/whoami", "").statusCode();
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isIn(200, 204);
  }
}
