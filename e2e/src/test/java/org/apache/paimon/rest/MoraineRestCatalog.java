package org.apache.paimon.rest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moraine.e2e.MoraineProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.predicate.Transform;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Paimon's own tests of a REST catalog, against our server in another process, over signed
 * requests.
 *
 * <p>Compiled against the version that the server uses, and run as it is with the tests of other
 * versions: their hooks have the same signatures, as far as they have them. It stands in Paimon's
 * package because some of the hooks are not public.
 */
public class MoraineRestCatalog extends RESTCatalogTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The server under test; set before the tests run. */
  public static volatile MoraineProcess server;

  private String userName = "";
  private @Nullable String denial;
  private ObjectNode rowFilter = JSON.createObjectNode();
  private ObjectNode columnMasking = JSON.createObjectNode();

  @BeforeEach
  @Override
  public void setUp() throws Exception {
    super.setUp();
    restCatalog = open(Map.of());
    catalog = restCatalog;
  }

  private RESTCatalog open(Map<String, String> catalogOptions) {
    options.set("metastore", "rest");
    options.set("uri", server.serverUri().toString());
    String lake = server.createCatalog("c" + UUID.randomUUID(), catalogOptions).get("id").asText();
    options.set("warehouse", lake);
    JsonNode user = createEditor(lake);
    options.set("token.provider", "dlf");
    options.set("dlf.region", "moraine-local");
    options.set("dlf.access-key-id", user.get("accessKeyId").asText());
    options.set("dlf.access-key-secret", user.get("accessKeySecret").asText());
    RESTCatalog opened = new RESTCatalog(CatalogContext.create(options));
    try {
      // The tests expect a catalog without databases.
      opened.dropDatabase("default", false, false);
    } catch (Catalog.DatabaseNotExistException | Catalog.DatabaseNotEmptyException e) {
      throw new IllegalStateException(e);
    }
    return opened;
  }

  /** The tests' caller: no administrator, but with all that they do granted on their catalog. */
  private JsonNode createEditor(String lake) {
    userName = "u" + UUID.randomUUID();
    server.ask("POST", "/api/v1/users", "{\"name\":\"%s\"}".formatted(userName));
    attach("AliyunDLFFullAccess");
    server.ask(
        "POST",
        "/api/v1/grants",
        """
        {"principal":"user/%s","preset":"DATA_EDITOR","privileges":["DROP"],
         "resource":{"type":"CATALOG","catalog":"%s"}}"""
            .formatted(userName, lake));
    return server.ask("POST", "/api/v1/users/" + userName + "/access-keys", "");
  }

  private void attach(String policy) {
    server.ask(
        "POST",
        "/api/v1/policies/" + policy + "/attach",
        "{\"principal\":\"user/%s\"}".formatted(userName));
  }

  /** Takes API permissions from the tests' caller, until the test is over. */
  private void deny(String... actions) {
    denial = "deny-" + userName;
    server.ask(
        "POST",
        "/api/v1/policies",
        """
        {"name":"%s","document":{"Version":"1","Statement":[
         {"Action":["%s"],"Resource":"*","Effect":"Deny"}]}}"""
            .formatted(denial, String.join("\",\"", actions)));
    attach(denial);
  }

  /** Before the tests' own tidying up, which drops databases. */
  @AfterEach
  void allowAgain() {
    if (denial != null) {
      server.ask("DELETE", "/api/v1/policies/" + denial, "");
    }
  }

  @Override
  protected Catalog newRestCatalogWithDataToken() {
    return open(Map.of("data-token.enabled", "true"));
  }

  @Override
  protected Catalog newRestCatalogWithDataToken(Map<String, String> extraOptions) {
    extraOptions.forEach(options::set);
    return newRestCatalogWithDataToken();
  }

  @Override
  protected RESTToken getDataTokenFromRestServer(Identifier identifier) {
    HttpRequest request =
        HttpRequest.newBuilder(
                server
                    .serverUri()
                    .resolve(
                        "/v1/%s/databases/%s/tables/%s/token"
                            .formatted(
                                options.get("warehouse"),
                                identifier.getDatabaseName(),
                                identifier.getObjectName())))
            .header("Authorization", "Bearer " + server.credential("token"))
            .build();
    try {
      JsonNode answer =
          JSON.readTree(
              HttpClient.newHttpClient()
                  .send(request, HttpResponse.BodyHandlers.ofString())
                  .body());
      return new RESTToken(
          JSON.convertValue(answer.get("token"), new TypeReference<Map<String, String>>() {}),
          answer.get("expiresAtMillis").asLong());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void setDataTokenToRestServerForMock(Identifier identifier, RESTToken token) {
    throw new UnsupportedOperationException("A server vends its own tokens");
  }

  @Override
  protected void resetDataTokenOnRestServer(Identifier identifier) {
    throw new UnsupportedOperationException("A server vends its own tokens");
  }

  @Override
  protected void revokeTablePermission(Identifier identifier) {
    deny("dlf:*Table*", "dlf:*Snapshot", "dlf:*Branch*", "dlf:*Partitions");
  }

  @Override
  protected void revokeDatabasePermission(String database) {
    // The client lists the tables of a database that it is to drop.
    deny("dlf:*Database", "dlf:ListTables");
  }

  /** A hook since 2.0 only, and so without the annotation. */
  protected void revokeViewPermission(Identifier identifier) {
    deny("dlf:*View");
  }

  @Override
  protected void authTableColumns(Identifier identifier, List<String> columns) {
    ObjectNode limits = JSON.createObjectNode();
    columns.forEach(limits.putObject("columns").putArray("columnNames")::add);
    grantPart(identifier, limits);
  }

  @Override
  protected void setColumnMasking(Identifier identifier, Map<String, Transform> masks) {
    columnMasking = JSON.createObjectNode();
    // No lambda: its method would name Transform, which versions before 1.4 do not have.
    for (Map.Entry<String, ?> mask : masks.entrySet()) {
      columnMasking
          .putObject(mask.getKey())
          .put("transform", JsonSerdeUtil.toFlatJson(mask.getValue()));
    }
    grantRules(identifier);
  }

  @Override
  protected void setRowFilter(Identifier identifier, @Nullable List<Predicate> filters) {
    rowFilter = JSON.createObjectNode();
    if (filters != null) {
      rowFilter.put("predicate", JsonSerdeUtil.toFlatJson(PredicateBuilder.and(filters)));
    }
    grantRules(identifier);
  }

  private void grantRules(Identifier identifier) {
    ObjectNode limits = JSON.createObjectNode();
    if (!rowFilter.isEmpty()) {
      limits.set("rowFilter", rowFilter);
    }
    if (!columnMasking.isEmpty()) {
      limits.set("columnMasking", columnMasking);
    }
    grantPart(identifier, limits);
  }

  /** Holds the tests' caller to a part of a table; before, it has all rights on it as its owner. */
  private void grantPart(Identifier identifier, ObjectNode grant) {
    disown(identifier);
    grant.put("principal", "user/" + userName).putArray("privileges").add("SELECT");
    grant
        .putObject("resource")
        .put("type", "TABLE")
        .put("catalog", options.get("warehouse"))
        .put("database", identifier.getDatabaseName())
        .put("name", identifier.getTableName());
    server.ask("POST", "/api/v1/grants", grant.toString());
  }

  // Rules do not bind owners, and the tests' caller made the table and its database. It is as if
  // somebody else had.
  private void disown(Identifier identifier) {
    String database = identifier.getDatabaseName();
    inDatabase(
        """
        UPDATE databases
        SET    owner = 'root'
        WHERE  catalog_id = ? AND name = ?
        """,
        options.get("warehouse"),
        database);
    inDatabase(
        """
        UPDATE tables
        SET    owner = 'root'
        WHERE  name = ?
          AND  database_id IN (SELECT database_id FROM databases WHERE catalog_id = ? AND name = ?)
        """,
        identifier.getTableName(),
        options.get("warehouse"),
        database);
  }

  /** Straight into the server's database, for what no request does. */
  private static void inDatabase(String sql, Object... values) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + server.dataDirectory().resolve("metadata.db"));
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void updateSnapshotOnRestServer(
      Identifier identifier,
      Snapshot snapshot,
      long recordCount,
      long fileSizeInBytes,
      long fileCount,
      long lastFileCreationTime) {
    // The test wants a head that no commit made.
    inDatabase(
        """
        INSERT OR REPLACE INTO heads
        SELECT t.table_id, 'main', ?, NULL, ?, '', 0, 'APPEND', 0, 0, 0, '', '', ?, ?, ?, ?, ?,
               COALESCE((SELECT h.version FROM heads h WHERE h.table_id = t.table_id), 0) + 1
        FROM   tables t
               JOIN databases d ON d.database_id = t.database_id
        WHERE  d.catalog_id = ? AND d.name = ? AND t.name = ?
        """,
        snapshot.id(),
        snapshot.schemaId(),
        snapshot.toJson(),
        recordCount,
        fileSizeInBytes,
        fileCount,
        lastFileCreationTime,
        options.get("warehouse"),
        identifier.getDatabaseName(),
        identifier.getTableName());
  }
}
