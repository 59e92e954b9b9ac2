package dev.moraine.persistence;

import dev.moraine.access.Sight;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.View;
import dev.moraine.catalog.ViewId;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.catalog.ViewStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

final class SqlViews implements ViewStore {
  private static final String COLUMNS =
      """
      SELECT v.view_id, d.catalog_id, v.database_id, d.name AS database_name, v.name, v.fields,
             v.query, v.dialects, v.comment, v.options, v.owner, v.created_at_ms, v.created_by,
             v.updated_at_ms, v.updated_by, v.version
      FROM   views v JOIN databases d ON d.database_id = v.database_id
      """;

  private final Handle handle;

  SqlViews(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<View> find(CatalogId catalog, ViewName name) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE  d.catalog_id = :catalogId AND d.name = :database AND v.name = :view
                """)
        .bind("catalogId", catalog.value())
        .bind("database", name.database())
        .bind("view", name.view())
        .map((row, context) -> view(row))
        .findOne();
  }

  @Override
  public List<View> list(DatabaseId database, NamePattern pattern, PageRequest page, Sight sight) {
    return Visible.bind(
            Columns.bindPage(
                handle.createQuery(
                    COLUMNS
                        + """
                    WHERE  v.database_id = :databaseId
                      AND  v.name >= :from AND v.name <= :to AND v.name > :after
                    """
                        + Visible.VIEWS.condition()
                        + """
                    ORDER  BY v.name
                    LIMIT  :limit
                    """),
                pattern,
                page),
            sight)
        .bind("databaseId", database.value())
        .map((row, context) -> view(row))
        .list();
  }

  @Override
  public List<ViewName> listAll(
      CatalogId catalog, NamePattern databases, NamePattern views, PageRequest page, Sight sight) {
    var query =
        handle.createQuery(
            """
            SELECT d.name AS database_name, v.name
            FROM   databases d JOIN views v ON v.database_id = d.database_id
            WHERE  d.catalog_id = :catalogId
              AND  d.name >= :databaseFrom AND d.name <= :databaseTo
              AND  v.name >= :viewFrom AND v.name <= :viewTo
              AND  d.name || '.' || v.name > :after
            """
                + Visible.VIEWS.condition()
                + """
            ORDER  BY d.name || '.' || v.name
            LIMIT  :limit
            """);
    Columns.bindRange(query, "databaseFrom", "databaseTo", databases);
    Columns.bindRange(query, "viewFrom", "viewTo", views);
    return Visible.bind(query, sight)
        .bind("catalogId", catalog.value())
        .bind("after", page.after().orElse(""))
        .bind("limit", page.maxResults())
        .map((row, context) -> new ViewName(row.getString(1), row.getString(2)))
        .list();
  }

  @Override
  public boolean existAny(DatabaseId database) {
    return handle
        .createQuery(
            """
            SELECT 1
            FROM   views
            WHERE  database_id = :databaseId
            LIMIT  1
            """)
        .bind("databaseId", database.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public boolean insert(View view) {
    Update insert =
        handle.createUpdate(
            """
            INSERT INTO views (
              view_id, database_id, name, fields, query, dialects, comment, options,
              owner, created_at_ms, created_by, updated_at_ms, updated_by, version)
            VALUES (
              :id, :databaseId, :name, :fields, :query, :dialects, :comment, :options,
              :owner, :createdAt, :createdBy, :updatedAt, :updatedBy, :version)
            ON CONFLICT (database_id, name) DO NOTHING
            """);
    return bindSchema(Columns.bindProvenance(insert, view.provenance()), view.schema())
            .bind("id", view.id().value())
            .bind("databaseId", view.databaseId().value())
            .bind("name", view.name().view())
            .bind("version", view.version())
            .execute()
        == 1;
  }

  @Override
  public boolean update(View expected, ViewSchema next, Provenance provenance) {
    Update update =
        handle.createUpdate(
            """
            UPDATE views
            SET    fields = :fields, query = :query, dialects = :dialects, comment = :comment,
                   options = :options, updated_at_ms = :updatedAt, updated_by = :updatedBy,
                   version = version + 1
            WHERE  view_id = :id AND version = :version
            """);
    return bindSchema(update, next)
            .bind("updatedAt", provenance.updatedAt().toEpochMilli())
            .bind("updatedBy", provenance.updatedBy())
            .bind("id", expected.id().value())
            .bind("version", expected.version())
            .execute()
        == 1;
  }

  @Override
  public boolean rename(
      View expected, DatabaseId database, ViewName destination, Provenance provenance) {
    return handle
            .createUpdate(
                """
                UPDATE views
                SET    database_id = :databaseId, name = :name,
                       updated_at_ms = :updatedAt, updated_by = :updatedBy, version = version + 1
                WHERE  view_id = :id AND version = :version
                  AND  NOT EXISTS (
                         SELECT 1
                         FROM   views
                         WHERE  database_id = :databaseId AND name = :name)
                """)
            .bind("databaseId", database.value())
            .bind("name", destination.view())
            .bind("updatedAt", provenance.updatedAt().toEpochMilli())
            .bind("updatedBy", provenance.updatedBy())
            .bind("id", expected.id().value())
            .bind("version", expected.version())
            .execute()
        == 1;
  }

  @Override
  public boolean delete(View view) {
    boolean deleted =
        handle
                .createUpdate(
                    """
                DELETE FROM views
                WHERE  view_id = :id AND database_id = :databaseId AND name = :name
                """)
                .bind("id", view.id().value())
                .bind("databaseId", view.databaseId().value())
                .bind("name", view.name().view())
                .execute()
            == 1;
    if (deleted) {
      SqlGrants.forget(handle, view.id().value());
    }
    return deleted;
  }

  @Override
  public void deleteAll(DatabaseId database) {
    handle
        .createUpdate(
            """
            DELETE FROM grants
            WHERE  securable_id IN (
                     SELECT view_id
                     FROM   views
                     WHERE  database_id = :databaseId)
            """)
        .bind("databaseId", database.value())
        .execute();
    handle
        .createUpdate(
            """
            DELETE FROM views
            WHERE  database_id = :databaseId
            """)
        .bind("databaseId", database.value())
        .execute();
  }

  private static Update bindSchema(Update statement, ViewSchema schema) {
    return statement
        .bind("fields", schema.fields())
        .bind("query", schema.query())
        .bind("dialects", Columns.writeMap(schema.dialects()))
        .bind("comment", schema.comment())
        .bind("options", Columns.writeMap(schema.options()));
  }

  private static View view(ResultSet row) throws SQLException {
    return new View(
        new ViewId(row.getString("view_id")),
        new CatalogId(row.getString("catalog_id")),
        new DatabaseId(row.getString("database_id")),
        new ViewName(row.getString("database_name"), row.getString("name")),
        new ViewSchema(
            row.getString("fields"),
            row.getString("query"),
            Columns.readMap(row.getString("dialects")),
            Optional.ofNullable(row.getString("comment")),
            Columns.readMap(row.getString("options"))),
        Columns.provenance(row),
        row.getLong("version"));
  }
}
