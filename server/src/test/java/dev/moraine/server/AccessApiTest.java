package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.access.Action;
import dev.moraine.access.Action.Who;
import dev.moraine.access.Privilege;
import dev.moraine.access.Securable.Kind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation, with what it takes granted and with each part of it missing. */
class AccessApiTest {
  private static final AtomicInteger MADE = new AtomicInteger();

  /** Operation, action, and a body that can be carried out or fails after the permission only. */
  private static final String OPERATIONS =
      """
      GET /v1/config?warehouse=CATALOG | GET_CONFIG |
      GET /v1/{prefix}/databases | LIST_DATABASES |
      POST /v1/{prefix}/databases | CREATE_DATABASE | {"name":"new"}
      GET /v1/{prefix}/databases/{database} | GET_DATABASE |
      POST /v1/{prefix}/databases/{database} | ALTER_DATABASE | {"updates":{"k":"v"}}
      DELETE /v1/{prefix}/databases/{database} | DROP_DATABASE |
      GET /v1/{prefix}/databases/{database}/tables | LIST_TABLES |
      POST /v1/{prefix}/databases/{database}/tables | CREATE_TABLE | {"identifier":{"database":"default","object":"new"},"schema":SCHEMA}
      GET /v1/{prefix}/databases/{database}/table-details | LIST_TABLES |
      GET /v1/{prefix}/tables | LIST_TABLES_GLOBALLY |
      GET /v1/{prefix}/tables/id/{tableId} | GET_TABLE |
      POST /v1/{prefix}/tables/rename | RENAME_TABLE | {"source":{"database":"default","object":"t"},"destination":{"database":"default","object":"new"}}
      POST /v1/{prefix}/databases/{database}/register | REGISTER_TABLE | {"identifier":{"database":"default","object":"new"},"path":"file:/nowhere/at/all"}
      GET /v1/{prefix}/databases/{database}/tables/{table} | GET_TABLE |
      POST /v1/{prefix}/databases/{database}/tables/{table} | ALTER_TABLE | {"changes":[{"action":"setOption","key":"k","value":"v"}]}
      DELETE /v1/{prefix}/databases/{database}/tables/{table} | DROP_TABLE |
      POST /v1/{prefix}/databases/{database}/tables/{table}/replace | REPLACE_TABLE | {"schema":SCHEMA}
      POST /v1/{prefix}/databases/{database}/tables/{table}/rollback-schema | ROLLBACK_SCHEMA | {"schemaId":0}
      GET /v1/{prefix}/databases/{database}/tables/{table}/token | GET_TABLE_TOKEN |
      POST /v1/{prefix}/databases/{database}/tables/{table}/auth | AUTH_TABLE_QUERY | {}
      POST /v1/{prefix}/databases/{database}/tables/{table}/commit | COMMIT_TABLE | {"snapshot":{},"statistics":[]}
      POST /v1/{prefix}/databases/{database}/tables/{table}/rollback | ROLLBACK_TABLE | {"instant":{"type":"snapshot","snapshotId":1}}
      GET /v1/{prefix}/databases/{database}/tables/{table}/snapshot | GET_SNAPSHOT |
      GET /v1/{prefix}/databases/{database}/tables/{table}/snapshots | LIST_SNAPSHOTS |
      GET /v1/{prefix}/databases/{database}/tables/{table}/snapshots/{version} | GET_SNAPSHOT |
      GET /v1/{prefix}/databases/{database}/tables/{table}/tags | LIST_TAGS |
      POST /v1/{prefix}/databases/{database}/tables/{table}/tags | CREATE_TAG | {"tagName":"x"}
      GET /v1/{prefix}/databases/{database}/tables/{table}/tags/{tag} | GET_TAG |
      DELETE /v1/{prefix}/databases/{database}/tables/{table}/tags/{tag} | DELETE_TAG |
      GET /v1/{prefix}/databases/{database}/tables/{table}/branches | LIST_BRANCHES |
      POST /v1/{prefix}/databases/{database}/tables/{table}/branches | CREATE_BRANCH | {"branch":"b"}
      DELETE /v1/{prefix}/databases/{database}/tables/{table}/branches/{branch} | DROP_BRANCH |
      POST /v1/{prefix}/databases/{database}/tables/{table}/branches/{branch}/forward | FORWARD_BRANCH |
      POST /v1/{prefix}/databases/{database}/tables/{table}/branches/{branch}/rename | RENAME_BRANCH | {"toBranch":"y"}
      GET /v1/{prefix}/databases/{database}/tables/{table}/consumers | LIST_CONSUMERS |
      POST /v1/{prefix}/databases/{database}/tables/{table}/consumers/reset | RESET_CONSUMER | {"consumerId":"c"}
      GET /v1/{prefix}/databases/{database}/tables/{table}/partitions | LIST_PARTITIONS |
      POST /v1/{prefix}/databases/{database}/tables/{table}/partitions | CREATE_PARTITIONS | {"partitionSpecs":[]}
      POST /v1/{prefix}/databases/{database}/tables/{table}/partitions/drop | DROP_PARTITIONS | {"partitionSpecs":[]}
      POST /v1/{prefix}/databases/{database}/tables/{table}/partitions/list-by-names | LIST_PARTITIONS | {"specs":[]}
      POST /v1/{prefix}/databases/{database}/tables/{table}/partitions/list-by-filter | LIST_PARTITIONS | {"filter":"{}"}
      POST /v1/{prefix}/databases/{database}/tables/{table}/partitions/mark | MARK_DONE_PARTITIONS | {"specs":[]}
      GET /v1/{prefix}/databases/{database}/views | LIST_VIEWS |
      POST /v1/{prefix}/databases/{database}/views | CREATE_VIEW | {"identifier":{"database":"default","object":"new"},"schema":VIEW}
      GET /v1/{prefix}/databases/{database}/view-details | LIST_VIEWS |
      GET /v1/{prefix}/views | LIST_VIEWS_GLOBALLY |
      POST /v1/{prefix}/views/rename | RENAME_VIEW | {"source":{"database":"default","object":"v"},"destination":{"database":"default","object":"new"}}
      GET /v1/{prefix}/databases/{database}/views/{view} | GET_VIEW |
      POST /v1/{prefix}/databases/{database}/views/{view} | ALTER_VIEW | {"changes":[]}
      DELETE /v1/{prefix}/databases/{database}/views/{view} | DROP_VIEW |
      GET /v1/{prefix}/databases/{database}/functions | LIST_FUNCTIONS |
      POST /v1/{prefix}/databases/{database}/functions | CREATE_FUNCTION | {"name":"new"}
      GET /v1/{prefix}/databases/{database}/function-details | LIST_FUNCTIONS |
      GET /v1/{prefix}/functions | LIST_FUNCTIONS_GLOBALLY |
      GET /v1/{prefix}/databases/{database}/functions/{function} | GET_FUNCTION |
      POST /v1/{prefix}/databases/{database}/functions/{function} | ALTER_FUNCTION | {"changes":[]}
      DELETE /v1/{prefix}/databases/{database}/functions/{function} | DROP_FUNCTION |
      GET /api/v1/catalogs | LIST_CATALOGS |
      POST /api/v1/catalogs | CREATE_CATALOG | {"name":"new-CATALOG"}
      GET /api/v1/catalogs/{catalog} | GET_CATALOG |
      POST /api/v1/catalogs/{catalog} | ALTER_CATALOG | {"updates":{"k":"v"}}
      DELETE /api/v1/catalogs/{catalog} | DROP_CATALOG |
      GET /api/v1/catalogs/{catalog}/dropped-tables | LIST_DROPPED_TABLES |
      DELETE /api/v1/catalogs/{catalog}/dropped-tables | PURGE_TABLE |
      POST /api/v1/catalogs/{catalog}/dropped-tables/{tableId}/restore | RESTORE_TABLE | {"name":"back"}
      DELETE /api/v1/catalogs/{catalog}/dropped-tables/{tableId} | PURGE_TABLE |
      GET /api/v1/access-keys | MANAGE_OWN_CREDENTIALS |
      POST /api/v1/access-keys | MANAGE_OWN_CREDENTIALS |
      POST /api/v1/access-keys/{accessKey}/enable | MANAGE_OWN_CREDENTIALS |
      POST /api/v1/access-keys/{accessKey}/disable | MANAGE_OWN_CREDENTIALS |
      DELETE /api/v1/access-keys/{accessKey} | MANAGE_OWN_CREDENTIALS |
      GET /api/v1/tokens | MANAGE_OWN_CREDENTIALS |
      POST /api/v1/tokens | MANAGE_OWN_CREDENTIALS | {"name":"t"}
      DELETE /api/v1/tokens/{token} | MANAGE_OWN_CREDENTIALS |
      POST /api/v1/session-credentials | MANAGE_OWN_CREDENTIALS |
      DELETE /api/v1/session-credentials | MANAGE_OWN_CREDENTIALS |
      GET /api/v1/users | LIST_USERS |
      POST /api/v1/users | CREATE_USER | {"name":"new-CATALOG"}
      DELETE /api/v1/users/{user} | DELETE_USER |
      GET /api/v1/users/{user}/access-keys | LIST_ACCESS_KEYS |
      POST /api/v1/users/{user}/access-keys | CREATE_ACCESS_KEY |
      POST /api/v1/users/{user}/access-keys/{accessKey}/enable | UPDATE_ACCESS_KEY |
      POST /api/v1/users/{user}/access-keys/{accessKey}/disable | UPDATE_ACCESS_KEY |
      DELETE /api/v1/users/{user}/access-keys/{accessKey} | DELETE_ACCESS_KEY |
      GET /api/v1/users/{user}/tokens | LIST_TOKENS |
      DELETE /api/v1/users/{user}/tokens/{token} | DELETE_TOKEN |
      DELETE /api/v1/users/{user}/session-credentials | END_USER_SESSIONS |
      POST /api/v1/user-sync | REFRESH_USER_SYNC | {"source":"CATALOG","users":["synced-CATALOG"],"roles":[]}
      GET /api/v1/roles | LIST_ROLES |
      POST /api/v1/roles | CREATE_ROLE | {"name":"new-CATALOG"}
      POST /api/v1/roles/{role} | UPDATE_ROLE | {"trusted":true}
      DELETE /api/v1/roles/{role} | DELETE_ROLE |
      DELETE /api/v1/roles/{role}/session-credentials | END_ROLE_SESSIONS |
      POST /api/v1/roles/{role}/enrolment-keys | CREATE_ENROLMENT_KEY |
      POST /api/v1/nodes | ENROL_NODE | {"name":"worker-1"}
      GET /api/v1/nodes | LIST_NODES |
      DELETE /api/v1/nodes/{node} | DELETE_NODE |
      GET /api/v1/roles/{role}/members | LIST_ROLES |
      POST /api/v1/roles/{role}/members | UPDATE_ROLE_USERS | {"user":"target"}
      DELETE /api/v1/roles/{role}/members/{user} | UPDATE_ROLE_USERS |
      GET /api/v1/policies | LIST_POLICIES |
      POST /api/v1/policies | CREATE_POLICY | {"name":"new-CATALOG","document":{"Version":"1","Statement":[{"Action":"dlf:*","Resource":"*","Effect":"Deny"}]}}
      DELETE /api/v1/policies/{policy} | DELETE_POLICY |
      POST /api/v1/policies/{policy}/attach | ATTACH_POLICY | {"principal":"user/target"}
      POST /api/v1/policies/{policy}/detach | DETACH_POLICY | {"principal":"user/target"}
      GET /api/v1/grants?resourceType=CATALOG&catalog=CATALOG | LIST_PERMISSIONS |
      POST /api/v1/grants | BATCH_GRANT_PERMISSIONS | {"principal":"user/target","resource":{"type":"CATALOG","catalog":"CATALOG"},"preset":"DATA_READER"}
      POST /api/v1/grants/revoke | BATCH_REVOKE_PERMISSIONS | {"principal":"user/target","resource":{"type":"CATALOG","catalog":"CATALOG"},"preset":"DATA_READER"}
      GET /api/v1/networks | GET_VPC_CONFIG |
      POST /api/v1/networks | UPDATE_VPC_CONFIG | {"networks":["192.0.2.0/24"]}
      POST /api/v1/networks/remove | UPDATE_VPC_CONFIG | {"nameOrNetwork":"net-CATALOG"}
      GET /api/v1/audit | LOOKUP_EVENTS |
      GET /api/v1/audit/export | LOOKUP_EVENTS |
      GET /api/v1/presets | GET_CALLER |
      GET /api/v1/whoami | GET_CALLER |
      POST /api/v1/can-i | CHECK_PERMISSION | {"action":"dlf:GetCatalog","resource":{"type":"CATALOG","catalog":"CATALOG"}}
      """;

  private static final String SCHEMA =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],"primaryKeys":[],\
      "options":{"metastore.partitioned-table":"true"}}""";

  private static final String VIEW =
      "{\"fields\":[],\"query\":\"SELECT 1\",\"dialects\":{},\"options\":{}}";

  private static RunningServer server;
  private static String node = "";

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    ok(server.post("/api/v1/users", "{\"name\":\"target\"}"));
    ok(server.post("/api/v1/roles", "{\"name\":\"nodes\",\"service\":true}"));
    node = json(server.post("/api/v1/roles/nodes/enrolment-keys", "")).get("node").asText();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  record Row(String method, String path, Action action, String body) {
    String operation() {
      return method + " " + path.split("\\?", 2)[0];
    }

    boolean isForAdministrators() {
      return action.who() == Who.ADMINISTRATORS;
    }

    @Override
    public String toString() {
      return operation();
    }
  }

  static Stream<Row> rows() {
    return OPERATIONS
        .lines()
        .map(line -> line.split("\\|", 3))
        .map(
            parts -> {
              String[] operation = parts[0].strip().split(" ", 2);
              return new Row(
                  operation[0], operation[1], Action.valueOf(parts[1].strip()), parts[2].strip());
            });
  }

  static Stream<Row> guarded() {
    return rows().filter(row -> row.action().who() != Who.IDENTIFIED);
  }

  static Stream<Row> aboutThings() {
    return guarded().filter(row -> !row.action().privileges().isEmpty());
  }

  static Stream<Row> onTables() {
    return guarded()
        .filter(row -> row.action().kind().filter(Kind.TABLE::equals).isPresent())
        .filter(row -> !row.path().contains("dropped-tables"));
  }

  @Test
  void everyOperationHasARow() {
    assertThat(rows().map(Row::operation))
        .containsExactlyInAnyOrderElementsOf(
            server.traffic.document().get("paths").properties().stream()
                .flatMap(
                    path ->
                        path.getValue().properties().stream()
                            .filter(each -> !each.getValue().has("security"))
                            .map(
                                each ->
                                    each.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .toList());
    assertThat(rows().map(Row::action).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Action.values());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theDocumentNamesThePermission(Row row) {
    JsonNode operation =
        server
            .traffic
            .document()
            .get("paths")
            .get(row.path().split("\\?", 2)[0])
            .get(row.method().toLowerCase(Locale.ROOT));

    String description = operation.get("description").asText();

    if (row.action().who() != Who.IDENTIFIED) {
      assertThat(description).contains("`" + row.action() + "`");
    }
    row.action().privileges().forEach(each -> assertThat(description).contains(each.name()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsCalledIsInTheAudit(Row row) {
    Place place = Place.make();
    String user = user();

    HttpResponse<String> response = place.send(row, token(user));

    JsonNode event = server.audited(response);
    assertThat(event.get("event").asText()).isEqualTo(row.action().apiName());
    assertThat(event.get("principal").asText()).isEqualTo(user);
    assertThat(event.get("credential").asText()).matches("[0-9a-f]{16}");
    assertThat(event.get("source").asText()).isEqualTo("127.0.0.1");
    assertThat(event.get("userAgent").asText()).startsWith("Java-http-client/");
    assertThat(event.get("status").asInt()).isEqualTo(response.statusCode());
    assertThat(event.get("outcome").asText())
        .isEqualTo(
            switch (response.statusCode()) {
              case 200, 204 -> "ALLOWED";
              case 403 -> "DENIED";
              default -> "FAILED";
            });
    if (row.path().matches(".*(\\{(prefix|catalog)}|CATALOG).*")) {
      assertThat(event.get("catalog").asText()).isEqualTo(place.catalog());
    }
    if (row.path().contains("{database}") || row.body().contains("\"database\"")) {
      assertThat(event.get("database").asText()).isEqualTo("default");
    }
    for (String kind : List.of("table", "view", "function", "role", "policy")) {
      if (row.path().contains("{" + kind + "}")) {
        assertThat(event.get("resourceType").asText()).isEqualToIgnoringCase(kind);
        assertThat(event.get("name").asText()).isNotEmpty();
      }
    }
    if (row.method().equals("POST") && row.body().startsWith("{\"name\":\"new")) {
      assertThat(event.toString()).contains("\"new");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whoHasWhatItTakesAndNothingElseIsLetIn(Row row) {
    Place place = Place.make();
    for (Privilege privilege : privilegesOrNone(row.action())) {
      Place own = row.action().privileges().size() > 1 ? Place.make() : place;
      String user = user();
      allow(user, row.action().toString());
      if (row.isForAdministrators()) {
        ok(server.post("/api/v1/roles/admin/members", "{\"user\":\"" + user + "\"}"));
      }
      own.grant(user, List.of(privilege.name()));

      HttpResponse<String> response = own.send(row, token(user));

      assertThat(response.statusCode()).as(response.body()).isNotIn(401, 403, 500);
      if (response.statusCode() == 404 && row.path().startsWith("/v1")) {
        assertThat(json(response).path("resourceType").asText())
            .isIn("SNAPSHOT", "TAG", "BRANCH", "PARTITION");
      }
    }
  }

  // To see a thing takes something on it, where no privilege is needed besides.
  private static Set<Privilege> privilegesOrNone(Action action) {
    return action.privileges().isEmpty() ? Set.of(Privilege.DESCRIBE) : action.privileges();
  }

  @ParameterizedTest
  @MethodSource("aboutThings")
  void whoLacksThePrivilegeIsToldWhich(Row row) {
    Place place = Place.make();
    String user = user();
    allow(user, "dlf:*");
    place.grant(
        user,
        Arrays.stream(Privilege.values())
            .filter(each -> !row.action().privileges().contains(each))
            .map(Enum::name)
            .toList());

    HttpResponse<String> response = place.send(row, token(user));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(response.body()).contains("lacks ");
    row.action().privileges().forEach(each -> assertThat(response.body()).contains(each.name()));
  }

  @ParameterizedTest
  @MethodSource("onTables")
  void whoMayReadAPartCanNeitherWriteNorSeeTheRest(Row row) {
    HttpResponse<String> columns = sendInPart(row, "\"columns\":{\"columnNames\":[\"id\"]}");
    HttpResponse<String> rows = sendInPart(row, "\"rowFilter\":{\"expression\":\"id > 5\"}");

    Set<Action> opening = Set.of(Action.GET_TABLE, Action.GET_TABLE_TOKEN, Action.AUTH_TABLE_QUERY);
    boolean excluded =
        row.action() == Action.LIST_PARTITIONS
            || !row.action().privileges().isEmpty()
                && Set.of(Privilege.UPDATE, Privilege.ALTER).containsAll(row.action().privileges());
    assertThat(columns.statusCode() == 403).as(columns.body()).isEqualTo(excluded);
    // This test's own client is none that is known to hide rows.
    assertThat(rows.statusCode() == 403)
        .as(rows.body())
        .isEqualTo(excluded || opening.contains(row.action()));
  }

  private static HttpResponse<String> sendInPart(Row row, String limits) {
    Place place = Place.make();
    String user = user();
    allow(user, "dlf:*");
    place.grant(user, Arrays.stream(Privilege.values()).map(Enum::name).toList());
    place.grantPart(user, limits);
    return place.send(row, token(user));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void whomNoPolicyLetsIsToldTheAction(Row row) {
    Place place = Place.make();
    String user = user();
    place.grant(user, Arrays.stream(Privilege.values()).map(Enum::name).toList());

    HttpResponse<String> response = place.send(row, token(user));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(response.body()).contains("no policy that allows " + row.action() + ";");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void aPolicyThatDeniesBindsEvenAnAdministrator(Row row) {
    Place place = Place.make();
    String user = user();
    ok(server.post("/api/v1/roles/admin/members", "{\"user\":\"" + user + "\"}"));
    attach(user, "Deny", row.action().toString());

    HttpResponse<String> response = place.send(row, token(user));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(response.body()).contains("denies " + row.action());
    assertThat(place.absent().send(row, token(user)).body()).isEqualTo(response.body());
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void whoHasNothingIsToldNothing(Row row) {
    Place place = Place.make();
    String user = user();
    allow(user, "dlf:*");

    HttpResponse<String> there = place.send(row, token(user));

    if (row.isForAdministrators()) {
      assertThat(there.statusCode()).isEqualTo(403);
      assertThat(there.body()).contains("is no administrator");
      return;
    }
    if (row.action() == Action.LIST_CATALOGS) {
      assertThat(json(there).get("catalogs")).isEmpty();
      return;
    }
    Place absent = place.absent();
    assertThat(there.statusCode()).as(there.body()).isEqualTo(404);
    assertThat(place.unnamed(there)).isEqualTo(absent.unnamed(absent.send(row, token(user))));
  }

  /** A catalog of a test's own, with one thing of each kind. */
  record Place(
      String catalog, String prefix, String tableId, String droppedId, String role, String policy) {
    static Place make() {
      String name = "c" + MADE.incrementAndGet();
      String prefix =
          json(server.post("/api/v1/catalogs", "{\"name\":\"" + name + "\"}")).get("id").asText();
      String database = "/v1/" + prefix + "/databases/default";
      for (String table : List.of("t", "gone")) {
        ok(
            server.post(
                database + "/tables",
                "{\"identifier\":{\"database\":\"default\",\"object\":\""
                    + table
                    + "\"},\"schema\":"
                    + SCHEMA
                    + "}"));
      }
      ok(
          server.post(
              database + "/views",
              "{\"identifier\":{\"database\":\"default\",\"object\":\"v\"},\"schema\":"
                  + VIEW
                  + "}"));
      ok(server.post(database + "/functions", "{\"name\":\"f\"}"));
      String tableId = json(server.get(database + "/tables/t")).get("id").asText();
      String droppedId = json(server.get(database + "/tables/gone")).get("id").asText();
      ok(server.delete(database + "/tables/gone"));
      ok(server.post("/api/v1/roles", "{\"name\":\"role-" + name + "\"}"));
      ok(
          server.post(
              "/api/v1/networks",
              "{\"name\":\"net-" + name + "\",\"networks\":[\"203.0.113.7\"]}"));
      AccessApiTest.policy("policy-" + name, "Allow", "dlf:Nothing");
      return new Place(name, prefix, tableId, droppedId, "role-" + name, "policy-" + name);
    }

    /** One that is not there. */
    Place absent() {
      return new Place("absent", "clg-paimon-absent", tableId, droppedId, role, policy);
    }

    String unnamed(HttpResponse<String> response) {
      return response.body().replace(prefix, "").replace(catalog, "");
    }

    void grant(String user, List<String> privileges) {
      ok(
          server.post(
              "/api/v1/grants",
              "{\"principal\":\"user/"
                  + user
                  + "\",\"resource\":{\"type\":\"CATALOG\",\"catalog\":\""
                  + catalog
                  + "\"},\"privileges\":["
                  + privileges.stream()
                      .filter(each -> Privilege.valueOf(each).isGrantableOn(Kind.CATALOG))
                      .map(each -> "\"" + each + "\"")
                      .collect(Collectors.joining(","))
                  + "]}"));
    }

    void grantPart(String user, String limits) {
      ok(
          server.post(
              "/api/v1/grants",
              "{\"principal\":\"user/%s\",\"privileges\":[\"SELECT\"],%s,\"resource\":{\"type\":\"TABLE\",\"catalog\":\"%s\",\"database\":\"default\",\"name\":\"t\"}}"
                  .formatted(user, limits, catalog)));
    }

    HttpResponse<String> send(Row row, String token) {
      String path =
          row.path()
              .replace("CATALOG", "~")
              .replace("resourceType=~", "resourceType=CATALOG")
              .replace("~", catalog)
              .replace("{prefix}", prefix)
              .replace("{catalog}", catalog)
              .replace("{database}", "default")
              .replace("{tableId}", row.path().contains("dropped") ? droppedId : tableId)
              .replace("{table}", "t")
              .replace("{view}", "v")
              .replace("{function}", "f")
              .replace("{version}", "1")
              .replace("{user}", row.action() == Action.DELETE_USER ? user() : "target")
              .replace("{role}", role)
              .replace("{policy}", policy)
              .replace("{node}", node)
              .replaceAll("\\{(tag|branch|accessKey|token)}", "x");
      String body =
          row.body()
              .replace("SCHEMA", SCHEMA)
              .replace("VIEW", VIEW)
              .replace("\"type\":\"CATALOG\"", "\"type\":\"~\"")
              .replace("CATALOG", catalog)
              .replace("~", "CATALOG");
      return server.sendAs(token, row.method(), path, body);
    }
  }

  private static String user() {
    String name = "u" + MADE.incrementAndGet();
    ok(server.post("/api/v1/users", "{\"name\":\"" + name + "\"}"));
    return name;
  }

  private static String token(String user) {
    return json(server.post("/api/v1/users/" + user + "/access-keys", "")).get("token").asText();
  }

  private static void allow(String user, String action) {
    attach(user, "Allow", action);
  }

  private static void attach(String user, String effect, String action) {
    String name = "p" + MADE.incrementAndGet();
    policy(name, effect, action);
    ok(
        server.post(
            "/api/v1/policies/" + name + "/attach", "{\"principal\":\"user/" + user + "\"}"));
  }

  private static void policy(String name, String effect, String action) {
    ok(
        server.post(
            "/api/v1/policies",
            "{\"name\":\"%s\",\"document\":{\"Version\":\"1\",\"Statement\":[{\"Action\":[\"%s\"],\"Resource\":\"*\",\"Effect\":\"%s\"}]}}"
                .formatted(name, action, effect)));
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isIn(200, 204);
  }
}
