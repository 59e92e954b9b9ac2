package dev.moraine.persistence;

import dev.moraine.access.Sight;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.Replacement;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableSchema;
import dev.moraine.catalog.TableStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** A table in the recycle bin has no database, so a join with {@code databases} leaves it out. */
final class SqlTables implements TableStore {
  private static final String COLUMNS =
      """
      SELECT t.table_id, d.catalog_id, t.database_id, d.name AS database_name, t.name, t.kind,
             t.location, t.is_foreign, t.schema_id, t.schema_definition, t.schema_record,
             t.partitions_in_catalog, t.owner, t.created_at_ms, t.created_by, t.updated_at_ms,
             t.updated_by, t.version
      FROM   tables t JOIN databases d ON d.database_id = t.database_id
      """;

  // The table as its branch sees it: another schema and version, all else is the table's.
  private static final String COLUMNS_OF_BRANCH =
      """
      SELECT t.table_id, d.catalog_id, t.database_id, d.name AS database_name, t.name, t.kind,
             t.location, t.is_foreign, b.schema_id, b.schema_definition, b.schema_record,
             b.partitions_in_catalog, t.owner, b.created_at_ms, b.created_by, b.updated_at_ms,
             b.updated_by, b.version
      FROM   tables t JOIN databases d ON d.database_id = t.database_id
                      JOIN branches b ON b.table_id = t.table_id AND b.name = :branch
      """;

  private final Handle handle;

  SqlTables(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Table> find(CatalogId catalog, TableName name) {
    return select(
            name.branch(),
            """
            WHERE  d.catalog_id = :catalogId AND d.name = :database AND t.name = :table
            """)
        .bind("catalogId", catalog.value())
        .bind("database", name.database())
        .bind("table", name.table())
        .map((row, context) -> table(row, name.branch()))
        .findOne();
  }

  @Override
  public Optional<Table> find(CatalogId catalog, TableBranch ref) {
    return select(
            ref.name(),
            """
            WHERE  t.table_id = :id AND d.catalog_id = :catalogId
            """)
        .bind("id", ref.table().value())
        .bind("catalogId", catalog.value())
        .map((row, context) -> table(row, ref.name()))
        .findOne();
  }

  private Query select(BranchName branch, String where) {
    return branch.isMain()
        ? handle.createQuery(COLUMNS + where)
        : handle.createQuery(COLUMNS_OF_BRANCH + where).bind("branch", branch.value());
  }

  @Override
  public List<Table> list(DatabaseId database, TableFilter filter, PageRequest page, Sight sight) {
    return Visible.bind(
            Columns.bindPage(
                handle.createQuery(
                    COLUMNS
                        + """
                    WHERE  t.database_id = :databaseId
                      AND  t.name >= :from AND t.name <= :to AND t.name > :after
                      AND  (:anyKind OR t.kind = :kind)
                    """
                        + Visible.TABLES.condition()
                        + """
                    ORDER  BY t.name
                    LIMIT  :limit
                    """),
                filter.names(),
                page),
            sight)
        .bind("databaseId", database.value())
        .bind("anyKind", filter.kind().isEmpty())
        .bind("kind", filter.kind().map(TableKind::name).orElse(""))
        .map((row, context) -> table(row, BranchName.MAIN))
        .list();
  }

  @Override
  public List<TableName> listAll(
      CatalogId catalog, NamePattern databases, NamePattern tables, PageRequest page, Sight sight) {
    return new FullTableNames(handle, sight).page(catalog, databases, tables, page);
  }

  @Override
  public List<StorageLocation> foreignFolders() {
    return handle
        .createQuery(
            """
            SELECT location
            FROM   tables
            WHERE  is_foreign AND kind IN (<kinds>)
            """)
        .bindList(
            "kinds",
            Arrays.stream(TableKind.values())
                .filter(TableKind::hasSnapshots)
                .map(TableKind::name)
                .toList())
        .map((row, context) -> new StorageLocation(row.getString(1)))
        .list();
  }

  @Override
  public boolean existAny(DatabaseId database) {
    return handle
        .createQuery(
            """
            SELECT 1
            FROM   tables
            WHERE  database_id = :databaseId
            LIMIT  1
            """)
        .bind("databaseId", database.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public boolean insert(Table table) {
    return Columns.bindProvenance(
                handle.createUpdate(
                    """
                    INSERT INTO tables (
                      table_id, database_id, name, kind, location, is_foreign, schema_id,
                      schema_definition, schema_record, partitions_in_catalog,
                      owner, created_at_ms, created_by, updated_at_ms, updated_by, version)
                    VALUES (
                      :id, :databaseId, :name, :kind, :location, :foreign, :schemaId,
                      :schemaDefinition, :schemaRecord, :partitionsInCatalog,
                      :owner, :createdAt, :createdBy, :updatedAt, :updatedBy, :version)
                    ON CONFLICT (database_id, name) DO NOTHING
                    """),
                table.provenance())
            .bind("id", table.id().value())
            .bind("databaseId", table.databaseId().value())
            .bind("name", table.name().table())
            .bind("kind", table.kind().name())
            .bind("location", table.location().uri())
            .bind("foreign", table.foreign())
            .bind("schemaId", table.schema().id())
            .bind("schemaDefinition", table.schema().definition())
            .bind("schemaRecord", table.schema().record())
            .bind("partitionsInCatalog", table.schema().partitionsInCatalog())
            .bind("version", table.version())
            .execute()
        == 1;
  }

  @Override
  public boolean updateSchema(Table expected, TableSchema next, Provenance provenance) {
    BranchName branch = expected.name().branch();
    Update update =
        branch.isMain()
            ? handle.createUpdate(
                """
                UPDATE tables
                SET    schema_id = :schemaId, schema_definition = :schemaDefinition,
                       schema_record = :schemaRecord, partitions_in_catalog = :partitionsInCatalog,
                       updated_at_ms = :updatedAt, updated_by = :updatedBy, version = version + 1
                WHERE  table_id = :id AND version = :version
                """)
            : handle
                .createUpdate(
                    """
                    UPDATE branches
                    SET    schema_id = :schemaId, schema_definition = :schemaDefinition,
                           schema_record = :schemaRecord,
                           partitions_in_catalog = :partitionsInCatalog,
                           updated_at_ms = :updatedAt, updated_by = :updatedBy,
                           version = version + 1
                    WHERE  table_id = :id AND name = :branch AND version = :version
                    """)
                .bind("branch", branch.value());
    return update
            .bind("schemaId", next.id())
            .bind("schemaDefinition", next.definition())
            .bind("schemaRecord", next.record())
            .bind("partitionsInCatalog", next.partitionsInCatalog())
            .bind("updatedAt", provenance.updatedAt().toEpochMilli())
            .bind("updatedBy", provenance.updatedBy())
            .bind("id", expected.id().value())
            .bind("version", expected.version())
            .execute()
        == 1;
  }

  @Override
  public void beginReplacement(TableId table, Replacement replacement) {
    TableSchema schema = replacement.schema();
    handle
        .createUpdate(
            """
            INSERT INTO replacements (
              table_id, schema_id, schema_definition, schema_record, partitions_in_catalog,
              snapshot_json)
            VALUES (
              :tableId, :schemaId, :schemaDefinition, :schemaRecord, :partitionsInCatalog, :json)
            """)
        .bind("tableId", table.value())
        .bind("schemaId", schema.id())
        .bind("schemaDefinition", schema.definition())
        .bind("schemaRecord", schema.record())
        .bind("partitionsInCatalog", schema.partitionsInCatalog())
        .bind("json", replacement.emptySnapshotJson().orElse(null))
        .execute();
  }

  @Override
  public void endReplacement(TableId table) {
    handle
        .createUpdate(
            """
            DELETE FROM replacements
            WHERE  table_id = :tableId
            """)
        .bind("tableId", table.value())
        .execute();
  }

  @Override
  public Optional<Replacement> findReplacement(TableId table) {
    return handle
        .createQuery(
            """
            SELECT schema_id, schema_definition, schema_record, partitions_in_catalog,
                   snapshot_json
            FROM   replacements
            WHERE  table_id = :tableId
            """)
        .bind("tableId", table.value())
        .map(
            (row, context) ->
                new Replacement(schema(row), Optional.ofNullable(row.getString("snapshot_json"))))
        .findOne();
  }

  @Override
  public boolean rename(
      Table expected, DatabaseId database, TableName destination, Provenance provenance) {
    return handle
            .createUpdate(
                """
                UPDATE tables
                SET    database_id = :databaseId, name = :name,
                       updated_at_ms = :updatedAt, updated_by = :updatedBy, version = version + 1
                WHERE  table_id = :id AND version = :version
                  AND  NOT EXISTS (
                         SELECT 1
                         FROM   tables
                         WHERE  database_id = :databaseId AND name = :name)
                """)
            .bind("databaseId", database.value())
            .bind("name", destination.table())
            .bind("updatedAt", provenance.updatedAt().toEpochMilli())
            .bind("updatedBy", provenance.updatedBy())
            .bind("id", expected.id().value())
            .bind("version", expected.version())
            .execute()
        == 1;
  }

  @Override
  public boolean delete(Table table) {
    int deleted =
        handle
            .createUpdate(
                """
                DELETE FROM tables
                WHERE  table_id = :id AND database_id = :databaseId AND name = :name
                """)
            .bind("id", table.id().value())
            .bind("databaseId", table.databaseId().value())
            .bind("name", table.name().table())
            .execute();
    if (deleted == 1) {
      SqlGrants.forget(handle, table.id().value());
    }
    if (deleted == 1 && !table.foreign()) {
      noteFolder(handle, table.location(), table.id());
    }
    return deleted == 1;
  }

  /** To be called in the transaction that deletes the table. */
  static void noteFolder(Handle handle, StorageLocation location, TableId table) {
    handle
        .createUpdate(
            """
            INSERT INTO folders_to_delete (location, table_id)
            VALUES (:location, :tableId)
            ON CONFLICT (location) DO NOTHING
            """)
        .bind("location", location.uri())
        .bind("tableId", table.value())
        .execute();
  }

  @Override
  public List<StorageLocation> foldersToDelete() {
    return handle
        .createQuery(
            """
            SELECT location
            FROM   folders_to_delete
            ORDER  BY location
            """)
        .map((row, context) -> new StorageLocation(row.getString(1)))
        .list();
  }

  @Override
  public void folderDeleted(StorageLocation folder) {
    handle
        .createUpdate(
            """
            DELETE FROM folders_to_delete
            WHERE  location = :location
            """)
        .bind("location", folder.uri())
        .execute();
  }

  private static Table table(ResultSet row, BranchName branch) throws SQLException {
    return new Table(
        new TableId(row.getString("table_id")),
        new CatalogId(row.getString("catalog_id")),
        new DatabaseId(row.getString("database_id")),
        new TableName(row.getString("database_name"), row.getString("name"), branch),
        TableKind.valueOf(row.getString("kind")),
        new StorageLocation(row.getString("location")),
        row.getBoolean("is_foreign"),
        schema(row),
        Columns.provenance(row),
        row.getLong("version"));
  }

  private static TableSchema schema(ResultSet row) throws SQLException {
    return new TableSchema(
        row.getLong("schema_id"),
        row.getString("schema_definition"),
        row.getString("schema_record"),
        row.getBoolean("partitions_in_catalog"));
  }
}
