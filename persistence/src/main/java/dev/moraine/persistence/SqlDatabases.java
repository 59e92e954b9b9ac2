package dev.moraine.persistence;

import dev.moraine.access.Sight;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Database;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.DatabaseStore;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlDatabases implements DatabaseStore {
  private final Handle handle;

  SqlDatabases(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Database> find(CatalogId catalog, String name) {
    return handle
        .createQuery(
            """
            SELECT database_id, catalog_id, name, options,
                   owner, created_at_ms, created_by, updated_at_ms, updated_by
            FROM   databases
            WHERE  catalog_id = :catalogId AND name = :name
            """)
        .bind("catalogId", catalog.value())
        .bind("name", name)
        .map((row, context) -> database(row))
        .findOne();
  }

  // An update that changes nothing: the way to lock a row that both databases know. SQLite, with
  // one writer, would not need it.
  @Override
  public Optional<Database> hold(CatalogId catalog, String name) {
    return handle
        .createQuery(
            """
            UPDATE databases
            SET    owner = owner
            WHERE  catalog_id = :catalogId AND name = :name
            RETURNING database_id, catalog_id, name, options,
                      owner, created_at_ms, created_by, updated_at_ms, updated_by
            """)
        .bind("catalogId", catalog.value())
        .bind("name", name)
        .map((row, context) -> database(row))
        .findOne();
  }

  @Override
  public List<String> listNames(
      CatalogId catalog, NamePattern pattern, PageRequest page, Sight sight) {
    return Visible.bind(
            Columns.bindPage(
                handle.createQuery(
                    """
                SELECT name
                FROM   databases d
                WHERE  catalog_id = :catalogId
                  AND  name >= :from AND name <= :to AND name > :after
                """
                        + Visible.DATABASES.condition()
                        + """
                ORDER  BY name
                LIMIT  :limit
                """),
                pattern,
                page),
            sight)
        .bind("catalogId", catalog.value())
        .mapTo(String.class)
        .list();
  }

  @Override
  public boolean insert(Database database) {
    return Columns.bindProvenance(
                handle.createUpdate(
                    """
                    INSERT INTO databases (
                      database_id, catalog_id, name, options,
                      owner, created_at_ms, created_by, updated_at_ms, updated_by)
                    VALUES (
                      :id, :catalogId, :name, :options,
                      :owner, :createdAt, :createdBy, :updatedAt, :updatedBy)
                    ON CONFLICT (catalog_id, name) DO NOTHING
                    """),
                database.provenance())
            .bind("id", database.id().value())
            .bind("catalogId", database.catalogId().value())
            .bind("name", database.name())
            .bind("options", Columns.writeMap(database.options()))
            .execute()
        == 1;
  }

  @Override
  public void update(Database database) {
    handle
        .createUpdate(
            """
            UPDATE databases
            SET    options = :options, updated_at_ms = :updatedAt, updated_by = :updatedBy
            WHERE  database_id = :id
            """)
        .bind("options", Columns.writeMap(database.options()))
        .bind("updatedAt", database.provenance().updatedAt().toEpochMilli())
        .bind("updatedBy", database.provenance().updatedBy())
        .bind("id", database.id().value())
        .execute();
  }

  @Override
  public boolean delete(DatabaseId id) {
    SqlGrants.forget(handle, id.value());
    return handle
            .createUpdate(
                """
                DELETE FROM databases
                WHERE  database_id = :id
                """)
            .bind("id", id.value())
            .execute()
        == 1;
  }

  private static Database database(ResultSet row) throws SQLException {
    return new Database(
        new DatabaseId(row.getString("database_id")),
        new CatalogId(row.getString("catalog_id")),
        row.getString("name"),
        Columns.readMap(row.getString("options")),
        Columns.provenance(row));
  }
}
