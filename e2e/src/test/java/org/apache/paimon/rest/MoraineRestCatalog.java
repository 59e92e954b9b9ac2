package org.apache.paimon.rest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.apache.paimon.predicate.Transform;
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

  /** A part of the server that a test needs and that is not there yet. */
  private static UnsupportedOperationException notOffered(String what) {
    return new UnsupportedOperationException("The server has no " + what + " yet");
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
    throw notOffered("permissions on columns");
  }

  @Override
  protected void setColumnMasking(Identifier identifier, Map<String, Transform> masks) {
    throw notOffered("column masks");
  }

  @Override
  protected void setRowFilter(Identifier identifier, List<Predicate> filters) {
    throw notOffered("row filters");
  }

  @Override
  protected void updateSnapshotOnRestServer(
      Identifier identifier,
      Snapshot snapshot,
      long recordCount,
      long fileSizeInBytes,
      long fileCount,
      long lastFileCreationTime) {
    // The test wants a head that no commit made, so it goes straight into the server's database.
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + server.dataDirectory().resolve("metadata.db"));
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT OR REPLACE INTO heads
                SELECT t.table_id, 'main', ?, NULL, ?, '', 0, 'APPEND', 0, 0, 0, '', '', ?, ?, ?, ?, ?,
                       COALESCE((SELECT h.version FROM heads h WHERE h.table_id = t.table_id), 0)
                         + 1
                FROM   tables t
                       JOIN databases d ON d.database_id = t.database_id
                WHERE  d.catalog_id = ? AND d.name = ? AND t.name = ?
                """)) {
      insert.setLong(1, snapshot.id());
      insert.setLong(2, snapshot.schemaId());
      insert.setString(3, snapshot.toJson());
      insert.setLong(4, recordCount);
      insert.setLong(5, fileSizeInBytes);
      insert.setLong(6, fileCount);
      insert.setLong(7, lastFileCreationTime);
      insert.setString(8, options.get("warehouse"));
      insert.setString(9, identifier.getDatabaseName());
      insert.setString(10, identifier.getTableName());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
