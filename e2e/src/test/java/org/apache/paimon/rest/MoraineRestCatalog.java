package org.apache.paimon.rest;

import dev.moraine.e2e.MoraineProcess;
import java.io.IOException;
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
import org.junit.jupiter.api.BeforeEach;

/**
 * Paimon's own tests of a REST catalog, against our server in another process, over signed
 * requests.
 *
 * <p>Run by {@link dev.moraine.e2e.ConformanceTest}, which holds the results against
 * docs/conformance.md. It stands in Paimon's package because some of the hooks are not public.
 */
public class MoraineRestCatalog extends RESTCatalogTest {
  /** The server under test; set before the tests run. */
  public static volatile MoraineProcess server;

  @BeforeEach
  @Override
  public void setUp() throws Exception {
    super.setUp();
    options.set("metastore", "rest");
    options.set("uri", server.serverUri().toString());
    options.set("warehouse", server.createCatalog("c" + UUID.randomUUID()).get("id").asText());
    options.set("token.provider", "dlf");
    options.set("dlf.region", "moraine-local");
    options.set("dlf.access-key-id", server.credential("dlf.access-key-id"));
    options.set("dlf.access-key-secret", server.credential("dlf.access-key-secret"));
    restCatalog = new RESTCatalog(CatalogContext.create(options));
    catalog = restCatalog;
    // The tests expect a catalog without databases.
    catalog.dropDatabase("default", false, false);
  }

  /** A part of the server that a test needs and that is not there yet. */
  private static UnsupportedOperationException notOffered(String what) {
    return new UnsupportedOperationException("The server has no " + what + " yet");
  }

  @Override
  protected Catalog newRestCatalogWithDataToken() throws IOException {
    throw notOffered("data tokens");
  }

  @Override
  protected Catalog newRestCatalogWithDataToken(Map<String, String> extraOptions)
      throws IOException {
    throw notOffered("data tokens");
  }

  @Override
  protected RESTToken getDataTokenFromRestServer(Identifier identifier) {
    throw notOffered("data tokens");
  }

  @Override
  protected void setDataTokenToRestServerForMock(Identifier identifier, RESTToken token) {
    throw notOffered("data tokens");
  }

  @Override
  protected void resetDataTokenOnRestServer(Identifier identifier) {
    throw notOffered("data tokens");
  }

  @Override
  protected void revokeTablePermission(Identifier identifier) {
    throw notOffered("permissions");
  }

  @Override
  protected void revokeDatabasePermission(String database) {
    throw notOffered("permissions");
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
