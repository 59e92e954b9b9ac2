package dev.moraine.persistence;

import dev.moraine.catalog.Head;
import dev.moraine.catalog.HeadStore;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.TableBranch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

final class SqlHeads implements HeadStore {
  private final Handle handle;

  SqlHeads(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Head> find(TableBranch table) {
    return handle
        .createQuery(
            """
            SELECT snapshot_id, snapshot_uuid, schema_id, commit_user, commit_identifier,
                   commit_kind, time_ms, total_record_count, delta_record_count,
                   base_manifest_list, delta_manifest_list, snapshot_json,
                   record_count, file_size_bytes, file_count, last_file_creation_time_ms, version
            FROM   heads
            WHERE  table_id = :tableId AND branch = :branch
            """)
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .map((row, context) -> head(row))
        .findOne();
  }

  @Override
  public Optional<State> findState(TableBranch table) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT 1 FROM branches b WHERE b.table_id = t.table_id AND b.is_forwarding)
                   OR EXISTS (SELECT 1 FROM replacements r WHERE r.table_id = t.table_id)
                     AS is_interrupted,
                   h.snapshot_id, h.snapshot_uuid, h.schema_id, h.commit_user, h.commit_identifier,
                   h.commit_kind, h.time_ms, h.total_record_count, h.delta_record_count,
                   h.base_manifest_list, h.delta_manifest_list, h.snapshot_json,
                   h.record_count, h.file_size_bytes, h.file_count, h.last_file_creation_time_ms,
                   h.version
            FROM   tables t LEFT JOIN heads h ON h.table_id = t.table_id AND h.branch = :branch
            WHERE  t.table_id = :tableId AND t.database_id IS NOT NULL
              AND  (:isMain OR EXISTS (
                     SELECT 1
                     FROM   branches b
                     WHERE  b.table_id = t.table_id AND b.name = :branch))
            """)
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .bind("isMain", table.name().isMain())
        .map(
            (row, context) ->
                new State(
                    row.getBoolean("is_interrupted"),
                    row.getString("snapshot_json") == null
                        ? Optional.empty()
                        : Optional.of(head(row))))
        .findOne();
  }

  @Override
  public boolean advance(TableBranch table, Optional<Head> expected, Head next) {
    Update update =
        expected
            .map(
                head ->
                    handle
                        .createUpdate(
                            """
                            UPDATE heads
                            SET    snapshot_id = :snapshotId, snapshot_uuid = :uuid,
                                   schema_id = :schemaId, commit_user = :commitUser,
                                   commit_identifier = :commitIdentifier,
                                   commit_kind = :commitKind, time_ms = :timeMs,
                                   total_record_count = :totalRecordCount,
                                   delta_record_count = :deltaRecordCount,
                                   base_manifest_list = :baseManifestList,
                                   delta_manifest_list = :deltaManifestList,
                                   snapshot_json = :json, record_count = :recordCount,
                                   file_size_bytes = :fileSizeBytes, file_count = :fileCount,
                                   last_file_creation_time_ms = :lastFileCreationTimeMs,
                                   version = :version
                            WHERE  table_id = :tableId AND branch = :branch
                              AND  version = :expectedVersion
                              AND  EXISTS (
                                     SELECT 1
                                     FROM   tables
                                     WHERE  table_id = :tableId AND database_id IS NOT NULL)
                            """)
                        .bind("expectedVersion", head.version()))
            .orElseGet(
                () ->
                    handle.createUpdate(
                        """
                        INSERT INTO heads (
                          table_id, branch, snapshot_id, snapshot_uuid, schema_id, commit_user,
                          commit_identifier, commit_kind, time_ms, total_record_count,
                          delta_record_count, base_manifest_list, delta_manifest_list,
                          snapshot_json, record_count, file_size_bytes, file_count,
                          last_file_creation_time_ms, version)
                        SELECT table_id, :branch, :snapshotId, :uuid, :schemaId, :commitUser,
                               :commitIdentifier, :commitKind, :timeMs, :totalRecordCount,
                               :deltaRecordCount, :baseManifestList, :deltaManifestList,
                               :json, :recordCount, :fileSizeBytes, :fileCount,
                               :lastFileCreationTimeMs, :version
                        FROM   tables
                        WHERE  table_id = :tableId AND database_id IS NOT NULL
                        ON CONFLICT (table_id, branch) DO NOTHING
                        """));
    Snapshot snapshot = next.snapshot();
    return update
            .bind("tableId", table.table().value())
            .bind("branch", table.name().value())
            .bind("snapshotId", snapshot.id())
            .bind("uuid", snapshot.uuid().orElse(null))
            .bind("schemaId", snapshot.schemaId())
            .bind("commitUser", snapshot.commitUser())
            .bind("commitIdentifier", snapshot.commitIdentifier())
            .bind("commitKind", snapshot.commitKind())
            .bind("timeMs", snapshot.timeMillis())
            .bind("totalRecordCount", snapshot.totalRecordCount())
            .bind("deltaRecordCount", snapshot.deltaRecordCount())
            .bind("baseManifestList", snapshot.baseManifestList())
            .bind("deltaManifestList", snapshot.deltaManifestList())
            .bind("json", snapshot.json())
            .bind("recordCount", next.recordCount())
            .bind("fileSizeBytes", next.fileSizeInBytes())
            .bind("fileCount", next.fileCount())
            .bind("lastFileCreationTimeMs", next.lastFileCreationTimeMs())
            .bind("version", next.version())
            .execute()
        == 1;
  }

  private static Head head(ResultSet row) throws SQLException {
    Snapshot snapshot =
        new Snapshot(
            row.getLong("snapshot_id"),
            Optional.ofNullable(row.getString("snapshot_uuid")),
            row.getLong("schema_id"),
            row.getString("commit_user"),
            row.getLong("commit_identifier"),
            row.getString("commit_kind"),
            row.getLong("time_ms"),
            row.getLong("total_record_count"),
            row.getLong("delta_record_count"),
            row.getString("base_manifest_list"),
            row.getString("delta_manifest_list"),
            row.getString("snapshot_json"));
    return new Head(
        snapshot,
        row.getLong("record_count"),
        row.getLong("file_size_bytes"),
        row.getLong("file_count"),
        row.getLong("last_file_creation_time_ms"),
        row.getLong("version"));
  }
}
