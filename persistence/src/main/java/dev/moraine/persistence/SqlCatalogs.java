package dev.moraine.persistence;

import dev.moraine.access.Sight;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.CatalogStore;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.StorageLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlCatalogs implements CatalogStore {
  private final Handle handle;

  SqlCatalogs(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Catalog> find(CatalogId id) {
    return handle
        .createQuery(
            """
            SELECT catalog_id, name, location, options,
                   owner, created_at_ms, created_by, updated_at_ms, updated_by
            FROM   catalogs
            WHERE  catalog_id = :id
            """)
        .bind("id", id.value())
        .map((row, context) -> catalog(row))
        .findOne();
  }

  @Override
  public Optional<Catalog> findByName(String name) {
    return handle
        .createQuery(
            """
            SELECT catalog_id, name, location, options,
                   owner, created_at_ms, created_by, updated_at_ms, updated_by
            FROM   catalogs
            WHERE  name = :name
            """)
        .bind("name", name)
        .map((row, context) -> catalog(row))
        .findOne();
  }

  @Override
  public List<Catalog> list(NamePattern pattern, PageRequest page, Sight sight) {
    return Visible.bind(
            Columns.bindPage(
                handle.createQuery(
                    """
                SELECT catalog_id, name, location, options,
                       owner, created_at_ms, created_by, updated_at_ms, updated_by
                FROM   catalogs c
                WHERE  name >= :from AND name <= :to AND name > :after
                """
                        + Visible.CATALOGS.condition()
                        + """
                ORDER  BY name
                LIMIT  :limit
                """),
                pattern,
                page),
            sight)
        .map((row, context) -> catalog(row))
        .list();
  }

  @Override
  public boolean insert(Catalog catalog) {
    return Columns.bindProvenance(
                handle.createUpdate(
                    """
                    INSERT INTO catalogs (
                      catalog_id, name, location, options,
                      owner, created_at_ms, created_by, updated_at_ms, updated_by)
                    VALUES (
                      :id, :name, :location, :options,
                      :owner, :createdAt, :createdBy, :updatedAt, :updatedBy)
                    ON CONFLICT (name) DO NOTHING
                    """),
                catalog.provenance())
            .bind("id", catalog.id().value())
            .bind("name", catalog.name())
            .bind("location", catalog.location().uri())
            .bind("options", Columns.writeMap(catalog.options()))
            .execute()
        == 1;
  }

  @Override
  public void update(Catalog catalog) {
    handle
        .createUpdate(
            """
            UPDATE catalogs
            SET    options = :options, updated_at_ms = :updatedAt, updated_by = :updatedBy
            WHERE  catalog_id = :id
            """)
        .bind("options", Columns.writeMap(catalog.options()))
        .bind("updatedAt", catalog.provenance().updatedAt().toEpochMilli())
        .bind("updatedBy", catalog.provenance().updatedBy())
        .bind("id", catalog.id().value())
        .execute();
  }

  @Override
  public boolean delete(CatalogId id) {
    SqlGrants.forget(handle, id.value());
    return handle
            .createUpdate(
                """
                DELETE FROM catalogs
                WHERE  catalog_id = :id
                """)
            .bind("id", id.value())
            .execute()
        == 1;
  }

  private static Catalog catalog(ResultSet row) throws SQLException {
    return new Catalog(
        new CatalogId(row.getString("catalog_id")),
        row.getString("name"),
        new StorageLocation(row.getString("location")),
        Columns.readMap(row.getString("options")),
        Columns.provenance(row));
  }
}
