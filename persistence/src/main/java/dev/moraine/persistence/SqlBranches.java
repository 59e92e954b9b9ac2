package dev.moraine.persistence;

import dev.moraine.catalog.Branch;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.BranchStore;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableSchema;
import dev.moraine.catalog.TagName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlBranches implements BranchStore {
  private final Handle handle;

  SqlBranches(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Branch> find(TableBranch ref) {
    return handle
        .createQuery(
            """
            SELECT schema_id, schema_definition, schema_record, partitions_in_catalog, kept_by_tag,
                   owner, created_at_ms, created_by, updated_at_ms, updated_by
            FROM   branches
            WHERE  table_id = :tableId AND name = :name
            """)
        .bind("tableId", ref.table().value())
        .bind("name", ref.name().value())
        .map((row, context) -> branch(ref, row))
        .findOne();
  }

  @Override
  public List<BranchName> list(TableId table) {
    return handle
        .createQuery(
            """
            SELECT name
            FROM   branches
            WHERE  table_id = :tableId
            ORDER  BY name
            """)
        .bind("tableId", table.value())
        .map((row, context) -> new BranchName(row.getString(1)))
        .list();
  }

  @Override
  public boolean insert(Branch branch) {
    return Columns.bindProvenance(
                handle.createUpdate(
                    """
                    INSERT INTO branches (
                      table_id, name, schema_id, schema_definition, schema_record,
                      partitions_in_catalog, kept_by_tag, is_forwarding,
                      owner, created_at_ms, created_by, updated_at_ms, updated_by, version)
                    VALUES (
                      :tableId, :name, :schemaId, :schemaDefinition, :schemaRecord,
                      :partitionsInCatalog, :keptBy, :forwarding,
                      :owner, :createdAt, :createdBy, :updatedAt, :updatedBy, 0)
                    ON CONFLICT (table_id, name) DO NOTHING
                    """),
                branch.provenance())
            .bind("tableId", branch.ref().table().value())
            .bind("name", branch.ref().name().value())
            .bind("schemaId", branch.schema().id())
            .bind("schemaDefinition", branch.schema().definition())
            .bind("schemaRecord", branch.schema().record())
            .bind("partitionsInCatalog", branch.schema().partitionsInCatalog())
            .bind("keptBy", branch.keptBy().map(TagName::value).orElse(null))
            .bind("forwarding", false)
            .execute()
        == 1;
  }

  @Override
  public boolean rename(TableBranch ref, BranchName name, Provenance provenance) {
    boolean renamed =
        handle
                .createUpdate(
                    """
                    UPDATE branches
                    SET    name = :next, updated_at_ms = :updatedAt, updated_by = :updatedBy,
                           version = version + 1
                    WHERE  table_id = :tableId AND name = :name
                      AND  NOT EXISTS (
                             SELECT 1
                             FROM   branches
                             WHERE  table_id = :tableId AND name = :next)
                    """)
                .bind("next", name.value())
                .bind("updatedAt", provenance.updatedAt().toEpochMilli())
                .bind("updatedBy", provenance.updatedBy())
                .bind("tableId", ref.table().value())
                .bind("name", ref.name().value())
                .execute()
            == 1;
    if (renamed) {
      moveHead(ref, name);
      movePartitions(ref, name);
    }
    return renamed;
  }

  private void moveHead(TableBranch ref, BranchName name) {
    handle
        .createUpdate(
            """
            UPDATE heads
            SET    branch = :next
            WHERE  table_id = :tableId AND branch = :name
            """)
        .bind("next", name.value())
        .bind("tableId", ref.table().value())
        .bind("name", ref.name().value())
        .execute();
  }

  private void movePartitions(TableBranch ref, BranchName name) {
    handle
        .createUpdate(
            """
            UPDATE partitions
            SET    branch = :next
            WHERE  table_id = :tableId AND branch = :name
            """)
        .bind("next", name.value())
        .bind("tableId", ref.table().value())
        .bind("name", ref.name().value())
        .execute();
  }

  @Override
  public boolean delete(TableBranch ref) {
    deleteHead(ref);
    deletePartitions(ref);
    return handle
            .createUpdate(
                """
                DELETE FROM branches
                WHERE  table_id = :tableId AND name = :name
                """)
            .bind("tableId", ref.table().value())
            .bind("name", ref.name().value())
            .execute()
        == 1;
  }

  private void deleteHead(TableBranch ref) {
    handle
        .createUpdate(
            """
            DELETE FROM heads
            WHERE  table_id = :tableId AND branch = :name
            """)
        .bind("tableId", ref.table().value())
        .bind("name", ref.name().value())
        .execute();
  }

  private void deletePartitions(TableBranch ref) {
    handle
        .createUpdate(
            """
            DELETE FROM partitions
            WHERE  table_id = :tableId AND branch = :name
            """)
        .bind("tableId", ref.table().value())
        .bind("name", ref.name().value())
        .execute();
  }

  @Override
  public void beginForward(TableBranch ref) {
    setForwarding(ref, true);
  }

  @Override
  public void endForward(TableBranch ref) {
    setForwarding(ref, false);
  }

  private void setForwarding(TableBranch ref, boolean forwarding) {
    handle
        .createUpdate(
            """
            UPDATE branches
            SET    is_forwarding = :forwarding
            WHERE  table_id = :tableId AND name = :name
            """)
        .bind("forwarding", forwarding)
        .bind("tableId", ref.table().value())
        .bind("name", ref.name().value())
        .execute();
  }

  @Override
  public Optional<BranchName> findForward(TableId table) {
    return handle
        .createQuery(
            """
            SELECT name
            FROM   branches
            WHERE  table_id = :tableId AND is_forwarding
            """)
        .bind("tableId", table.value())
        .map((row, context) -> new BranchName(row.getString(1)))
        .findOne();
  }

  private static Branch branch(TableBranch ref, ResultSet row) throws SQLException {
    return new Branch(
        ref,
        new TableSchema(
            row.getLong("schema_id"),
            row.getString("schema_definition"),
            row.getString("schema_record"),
            row.getBoolean("partitions_in_catalog")),
        Optional.ofNullable(row.getString("kept_by_tag")).map(TagName::new),
        Columns.provenance(row));
  }
}
