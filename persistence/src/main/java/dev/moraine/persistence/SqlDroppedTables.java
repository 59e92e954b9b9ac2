package dev.moraine.persistence;

import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.DroppedTableStore;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The recycle bin. Whoever sets or clears {@code tables.database_id} first decides what becomes of
 * a table; the row in {@code dropped_tables} follows.
 */
final class SqlDroppedTables implements DroppedTableStore {
  private static final String COLUMNS =
      """
      SELECT b.table_id, b.catalog_id, b.database_name, t.name, t.kind, t.location,
             b.dropped_at_ms, b.dropped_by, b.expires_at_ms
      FROM   dropped_tables b JOIN tables t ON t.table_id = b.table_id
      """;

  private final Handle handle;

  SqlDroppedTables(Handle handle) {
    this.handle = handle;
  }

  @Override
  public boolean insert(DroppedTable table) {
    if (!leaveDatabase(table)) {
      return false;
    }
    handle
        .createUpdate(
            """
            INSERT INTO dropped_tables (
              table_id, catalog_id, database_name, dropped_at_ms, dropped_by, expires_at_ms)
            VALUES (
              :id, :catalogId, :databaseName, :droppedAt, :droppedBy, :expiresAt)
            """)
        .bind("id", table.id().value())
        .bind("catalogId", table.catalogId().value())
        .bind("databaseName", table.name().database())
        .bind("droppedAt", table.droppedAt().toEpochMilli())
        .bind("droppedBy", table.droppedBy())
        .bind("expiresAt", table.expiresAt().toEpochMilli())
        .execute();
    return true;
  }

  private boolean leaveDatabase(DroppedTable table) {
    return handle
            .createUpdate(
                """
                UPDATE tables
                SET    database_id = NULL, version = version + 1
                WHERE  table_id = :id AND name = :name
                  AND  database_id = (
                         SELECT database_id
                         FROM   databases
                         WHERE  catalog_id = :catalogId AND name = :databaseName)
                """)
            .bind("id", table.id().value())
            .bind("name", table.name().table())
            .bind("catalogId", table.catalogId().value())
            .bind("databaseName", table.name().database())
            .execute()
        == 1;
  }

  @Override
  public Optional<DroppedTable> find(CatalogId catalog, TableId id) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE  b.table_id = :id AND b.catalog_id = :catalogId
                """)
        .bind("id", id.value())
        .bind("catalogId", catalog.value())
        .map((row, context) -> table(row))
        .findOne();
  }

  @Override
  public List<DroppedTable> list(CatalogId catalog, PageRequest page) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE  b.catalog_id = :catalogId
                  AND  b.database_name || '.' || t.name || '/' || b.table_id > :after
                ORDER  BY b.database_name || '.' || t.name || '/' || b.table_id
                LIMIT  :limit
                """)
        .bind("catalogId", catalog.value())
        .bind("after", page.after().orElse(""))
        .bind("limit", page.maxResults())
        .map((row, context) -> table(row))
        .list();
  }

  @Override
  public List<DroppedTable> listExpired(Instant now, int limit) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE  b.expires_at_ms <= :now
                ORDER  BY b.expires_at_ms
                LIMIT  :limit
                """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, context) -> table(row))
        .list();
  }

  @Override
  public boolean restore(
      TableId id, DatabaseId database, String name, String restoredBy, Instant restoredAt) {
    if (!enterDatabase(id, database, name, restoredBy, restoredAt)) {
      return false;
    }
    handle
        .createUpdate(
            """
            DELETE FROM dropped_tables
            WHERE  table_id = :id
            """)
        .bind("id", id.value())
        .execute();
    return true;
  }

  private boolean enterDatabase(
      TableId id, DatabaseId database, String name, String restoredBy, Instant restoredAt) {
    return handle
            .createUpdate(
                """
                UPDATE tables
                SET    database_id = :databaseId, name = :name,
                       updated_at_ms = :updatedAt, updated_by = :updatedBy, version = version + 1
                WHERE  table_id = :id AND database_id IS NULL
                  AND  NOT EXISTS (
                         SELECT 1
                         FROM   tables
                         WHERE  database_id = :databaseId AND name = :name)
                """)
            .bind("databaseId", database.value())
            .bind("name", name)
            .bind("updatedAt", restoredAt.toEpochMilli())
            .bind("updatedBy", restoredBy)
            .bind("id", id.value())
            .execute()
        == 1;
  }

  @Override
  public boolean delete(DroppedTable table) {
    int deleted =
        handle
            .createUpdate(
                """
                DELETE FROM tables
                WHERE  table_id = :id AND database_id IS NULL
                """)
            .bind("id", table.id().value())
            .execute();
    if (deleted == 1) {
      SqlGrants.forget(handle, table.id().value());
      SqlTables.noteFolder(handle, table.location(), table.id());
    }
    return deleted == 1;
  }

  private static DroppedTable table(ResultSet row) throws SQLException {
    return new DroppedTable(
        new TableId(row.getString("table_id")),
        new CatalogId(row.getString("catalog_id")),
        new TableName(row.getString("database_name"), row.getString("name")),
        TableKind.valueOf(row.getString("kind")),
        new StorageLocation(row.getString("location")),
        Instant.ofEpochMilli(row.getLong("dropped_at_ms")),
        row.getString("dropped_by"),
        Instant.ofEpochMilli(row.getLong("expires_at_ms")));
  }
}
