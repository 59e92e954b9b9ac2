package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.persistence.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken away on one server is gone on another of the same database at the next request. */
class SecondServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String TABLE =
      """
      {"identifier": {"database": "default", "object": "t"},
       "schema": {"fields": [{"id": 0, "name": "a", "type": "INT"}], "partitionKeys": [],
                  "primaryKeys": [], "options": {}}}
      """;

  private static Wiring first;
  private static Wiring second;
  private static List<DataDirectory> folders;
  private static String root;
  private static String table;
  private static int users;

  private String ann;
  private String token;

  @BeforeAll
  static void startServers(@TempDir Path folder) throws Exception {
    PostgresLogin login =
        new PostgresLogin(TestPostgres.fresh(), TestPostgres.USER, TestPostgres.PASSWORD);
    DataDirectory one = DataDirectory.take(folder.resolve("one"));
    first = Wiring.start(options(one, login), one, CommitSteps.UNOBSERVED);
    root = first.firstCredentials().orElseThrow().token().value();
    DataDirectory two = DataDirectory.take(folder.resolve("two"));
    Files.copy(one.root().resolve("master.key"), two.root().resolve("master.key"));
    second = Wiring.start(options(two, login), two, CommitSteps.UNOBSERVED);
    folders = List.of(one, two);
    String catalog =
        ok(send(first, root, "POST", "/api/v1/catalogs", "{\"name\": \"lake\"}"))
            .path("id")
            .asText();
    String tables = "/v1/" + catalog + "/databases/default/tables";
    ok(send(first, root, "POST", tables, TABLE));
    table = tables + "/t";
  }

  private static ServerOptions options(DataDirectory data, PostgresLogin login) {
    return RunningServer.optionsOf(data, 0, Optional.of(login));
  }

  @AfterAll
  static void stopServers() {
    first.close();
    second.close();
    folders.forEach(DataDirectory::close);
  }

  @BeforeEach
  void letAnnReadTheTable() throws Exception {
    ann = "ann" + ++users;
    ok(send(first, root, "POST", "/api/v1/users", "{\"name\": \"" + ann + "\"}"));
    ok(send(first, root, "POST", "/api/v1/policies/AliyunDLFFullAccess/attach", principal()));
    ok(send(first, root, "POST", "/api/v1/grants", grant()));
    token =
        ok(send(first, root, "POST", "/api/v1/users/" + ann + "/access-keys", ""))
            .path("token")
            .asText();
    assertThat(statusOnSecond()).isEqualTo(200);
  }

  @Test
  void aGrant() throws Exception {
    ok(send(first, root, "POST", "/api/v1/grants/revoke", grant()));

    assertThat(statusOnSecond()).isEqualTo(404);
  }

  @Test
  void aPolicy() throws Exception {
    ok(send(first, root, "POST", "/api/v1/policies/AliyunDLFFullAccess/detach", principal()));

    assertThat(statusOnSecond()).isEqualTo(403);
  }

  @Test
  void aRole() throws Exception {
    String role = "role-" + ann;
    ok(send(first, root, "POST", "/api/v1/roles", "{\"name\": \"" + role + "\"}"));
    ok(send(first, root, "POST", "/api/v1/grants", grant().replace("user/" + ann, "role/" + role)));
    ok(
        send(
            first,
            root,
            "POST",
            "/api/v1/roles/" + role + "/members",
            "{\"user\": \"" + ann + "\"}"));
    ok(send(first, root, "POST", "/api/v1/grants/revoke", grant()));
    assertThat(statusOnSecond()).isEqualTo(200);

    ok(send(first, root, "DELETE", "/api/v1/roles/" + role + "/members/" + ann, ""));

    assertThat(statusOnSecond()).isEqualTo(404);
  }

  @Test
  void aToken() throws Exception {
    JsonNode tokens = ok(send(first, token, "GET", "/api/v1/tokens", ""));
    String id = tokens.at("/tokens/0/id").asText();
    ok(send(first, token, "POST", "/api/v1/tokens", "{\"name\": \"another\"}"));

    ok(send(first, token, "DELETE", "/api/v1/tokens/" + id, ""));

    assertThat(statusOnSecond()).isEqualTo(401);
  }

  @Test
  void aUser() throws Exception {
    ok(send(first, root, "DELETE", "/api/v1/users/" + ann, ""));

    assertThat(statusOnSecond()).isEqualTo(401);
  }

  @Test
  void aNetwork() throws Exception {
    String network = "{\"name\": \"net-%s\", \"networks\": [\"127.0.0.2\"]}".formatted(ann);
    assertThat(statusOnSecondFromElsewhere()).startsWith("HTTP/1.1 403");
    ok(send(first, root, "POST", "/api/v1/networks", network));
    assertThat(statusOnSecondFromElsewhere()).startsWith("HTTP/1.1 200");

    String name = "{\"nameOrNetwork\": \"net-%s\"}".formatted(ann);
    ok(send(first, root, "POST", "/api/v1/networks/remove", name));

    assertThat(statusOnSecondFromElsewhere()).startsWith("HTTP/1.1 403");
  }

  private String statusOnSecondFromElsewhere() throws Exception {
    return NetworkApiTest.from("127.0.0.2", second.port(), table, "Bearer " + token);
  }

  private String principal() {
    return "{\"principal\": \"user/" + ann + "\"}";
  }

  private String grant() {
    return """
        {"principal": "user/%s", "privileges": ["DESCRIBE", "SELECT"],
         "resource": {"type": "TABLE", "catalog": "lake", "database": "default", "name": "t"}}
        """
        .formatted(ann);
  }

  private int statusOnSecond() throws Exception {
    return send(second, token, "GET", table, "").statusCode();
  }

  private static JsonNode ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return response.body().isEmpty() ? MissingNode.getInstance() : RunningServer.json(response);
  }

  private static HttpResponse<String> send(
      Wiring server, String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
