package dev.moraine.persistence;

import dev.moraine.access.Sight;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.Function;
import dev.moraine.catalog.FunctionDescription;
import dev.moraine.catalog.FunctionId;
import dev.moraine.catalog.FunctionName;
import dev.moraine.catalog.FunctionStore;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

final class SqlFunctions implements FunctionStore {
  private static final String COLUMNS =
      """
      SELECT f.function_id, d.catalog_id, f.database_id, d.name AS database_name, f.name,
             f.input_params, f.return_params, f.is_deterministic, f.definitions, f.comment,
             f.options, f.owner, f.created_at_ms, f.created_by, f.updated_at_ms, f.updated_by,
             f.version
      FROM   functions f JOIN databases d ON d.database_id = f.database_id
      """;

  private final Handle handle;

  SqlFunctions(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Function> find(CatalogId catalog, FunctionName name) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE  d.catalog_id = :catalogId AND d.name = :database AND f.name = :function
                """)
        .bind("catalogId", catalog.value())
        .bind("database", name.database())
        .bind("function", name.function())
        .map((row, context) -> function(row))
        .findOne();
  }

  @Override
  public List<Function> list(
      DatabaseId database, NamePattern pattern, PageRequest page, Sight sight) {
    return Visible.bind(
            Columns.bindPage(
                handle.createQuery(
                    COLUMNS
                        + """
                    WHERE  f.database_id = :databaseId
                      AND  f.name >= :from AND f.name <= :to AND f.name > :after
                    """
                        + Visible.FUNCTIONS.condition()
                        + """
                    ORDER  BY f.name
                    LIMIT  :limit
                    """),
                pattern,
                page),
            sight)
        .bind("databaseId", database.value())
        .map((row, context) -> function(row))
        .list();
  }

  @Override
  public List<FunctionName> listAll(
      CatalogId catalog,
      NamePattern databases,
      NamePattern functions,
      PageRequest page,
      Sight sight) {
    var query =
        handle.createQuery(
            """
            SELECT d.name AS database_name, f.name
            FROM   databases d JOIN functions f ON f.database_id = d.database_id
            WHERE  d.catalog_id = :catalogId
              AND  d.name >= :databaseFrom AND d.name <= :databaseTo
              AND  f.name >= :functionFrom AND f.name <= :functionTo
              AND  d.name || '.' || f.name > :after
            """
                + Visible.FUNCTIONS.condition()
                + """
            ORDER  BY d.name || '.' || f.name
            LIMIT  :limit
            """);
    Columns.bindRange(query, "databaseFrom", "databaseTo", databases);
    Columns.bindRange(query, "functionFrom", "functionTo", functions);
    return Visible.bind(query, sight)
        .bind("catalogId", catalog.value())
        .bind("after", page.after().orElse(""))
        .bind("limit", page.maxResults())
        .map((row, context) -> new FunctionName(row.getString(1), row.getString(2)))
        .list();
  }

  @Override
  public boolean existAny(DatabaseId database) {
    return handle
        .createQuery(
            """
            SELECT 1
            FROM   functions
            WHERE  database_id = :databaseId
            LIMIT  1
            """)
        .bind("databaseId", database.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public boolean insert(Function function) {
    Update insert =
        handle.createUpdate(
            """
            INSERT INTO functions (
              function_id, database_id, name, input_params, return_params, is_deterministic,
              definitions, comment, options,
              owner, created_at_ms, created_by, updated_at_ms, updated_by, version)
            VALUES (
              :id, :databaseId, :name, :inputParams, :returnParams, :deterministic,
              :definitions, :comment, :options,
              :owner, :createdAt, :createdBy, :updatedAt, :updatedBy, :version)
            ON CONFLICT (database_id, name) DO NOTHING
            """);
    return bindDescription(
                Columns.bindProvenance(insert, function.provenance()), function.description())
            .bind("id", function.id().value())
            .bind("databaseId", function.databaseId().value())
            .bind("name", function.name().function())
            .bind("version", function.version())
            .execute()
        == 1;
  }

  @Override
  public boolean update(Function expected, FunctionDescription next, Provenance provenance) {
    Update update =
        handle.createUpdate(
            """
            UPDATE functions
            SET    input_params = :inputParams, return_params = :returnParams,
                   is_deterministic = :deterministic, definitions = :definitions,
                   comment = :comment, options = :options,
                   updated_at_ms = :updatedAt, updated_by = :updatedBy, version = version + 1
            WHERE  function_id = :id AND version = :version
            """);
    return bindDescription(update, next)
            .bind("updatedAt", provenance.updatedAt().toEpochMilli())
            .bind("updatedBy", provenance.updatedBy())
            .bind("id", expected.id().value())
            .bind("version", expected.version())
            .execute()
        == 1;
  }

  @Override
  public boolean delete(FunctionId id) {
    SqlGrants.forget(handle, id.value());
    return handle
            .createUpdate(
                """
                DELETE FROM functions
                WHERE  function_id = :id
                """)
            .bind("id", id.value())
            .execute()
        == 1;
  }

  @Override
  public void deleteAll(DatabaseId database) {
    handle
        .createUpdate(
            """
            DELETE FROM grants
            WHERE  securable_id IN (
                     SELECT function_id
                     FROM   functions
                     WHERE  database_id = :databaseId)
            """)
        .bind("databaseId", database.value())
        .execute();
    handle
        .createUpdate(
            """
            DELETE FROM functions
            WHERE  database_id = :databaseId
            """)
        .bind("databaseId", database.value())
        .execute();
  }

  private static Update bindDescription(Update statement, FunctionDescription description) {
    return statement
        .bind("inputParams", description.inputParams())
        .bind("returnParams", description.returnParams())
        .bind("deterministic", description.deterministic())
        .bind("definitions", Columns.writeMap(description.definitions()))
        .bind("comment", description.comment())
        .bind("options", Columns.writeMap(description.options()));
  }

  private static Function function(ResultSet row) throws SQLException {
    return new Function(
        new FunctionId(row.getString("function_id")),
        new CatalogId(row.getString("catalog_id")),
        new DatabaseId(row.getString("database_id")),
        new FunctionName(row.getString("database_name"), row.getString("name")),
        new FunctionDescription(
            Optional.ofNullable(row.getString("input_params")),
            Optional.ofNullable(row.getString("return_params")),
            row.getBoolean("is_deterministic"),
            Columns.readMap(row.getString("definitions")),
            Optional.ofNullable(row.getString("comment")),
            Columns.readMap(row.getString("options"))),
        Columns.provenance(row),
        row.getLong("version"));
  }
}
