package dev.moraine.persistence;

import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionReport;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.PartitionStore;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.TableBranch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

final class SqlPartitions implements PartitionStore {
  private static final String COLUMNS =
      """
      SELECT name, spec, record_count, file_size_bytes, file_count, last_file_creation_time_ms,
             total_buckets, done, owner, created_at_ms, created_by, updated_at_ms, updated_by
      FROM   partitions
      """;

  private static final String SET_COUNTS =
      """
      UPDATE partitions
      SET    record_count = CASE WHEN :recordCount < 0 THEN record_count ELSE :recordCount END,
             file_size_bytes =
               CASE WHEN :fileSizeBytes < 0 THEN file_size_bytes ELSE :fileSizeBytes END,
             file_count = CASE WHEN :fileCount < 0 THEN file_count ELSE :fileCount END,
             last_file_creation_time_ms =
               CASE WHEN :lastFileCreationTimeMs < 0
                    THEN last_file_creation_time_ms ELSE :lastFileCreationTimeMs END,
             updated_at_ms = :updatedAt, updated_by = :updatedBy
      WHERE  table_id = :tableId AND branch = :branch AND name = :name
      """;

  private static final String ADD_COUNTS =
      """
      UPDATE partitions
      SET    record_count =
               record_count + CASE WHEN :recordCount < 0 THEN 0 ELSE :recordCount END,
             file_size_bytes =
               file_size_bytes + CASE WHEN :fileSizeBytes < 0 THEN 0 ELSE :fileSizeBytes END,
             file_count = file_count + CASE WHEN :fileCount < 0 THEN 0 ELSE :fileCount END,
             last_file_creation_time_ms =
               CASE WHEN :lastFileCreationTimeMs > last_file_creation_time_ms
                    THEN :lastFileCreationTimeMs ELSE last_file_creation_time_ms END,
             updated_at_ms = :updatedAt, updated_by = :updatedBy
      WHERE  table_id = :tableId AND branch = :branch AND name = :name
      """;

  // Source: paimon-api PartitionStatistics.
  private static final int UNKNOWN_BUCKETS = -1;

  private final Handle handle;

  SqlPartitions(Handle handle) {
    this.handle = handle;
  }

  @Override
  public List<Partition> list(TableBranch table, NamePattern pattern, PageRequest page) {
    Query query =
        Columns.bindRange(
            handle.createQuery(
                COLUMNS
                    + """
                    WHERE  table_id = :tableId AND branch = :branch
                      AND  name >= :from AND name <= :to AND name < :before
                    ORDER  BY name DESC
                    LIMIT  :limit
                    """),
            "from",
            "to",
            pattern);
    // As in Columns.bindPage, from the other end.
    page.after().filter(pattern::matches).ifPresent(before -> query.bind("to", before));
    return query
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .bind("before", page.after().orElse(Columns.highest()))
        .bind("limit", page.maxResults())
        .map((row, context) -> partition(row))
        .list();
  }

  @Override
  public List<Partition> find(TableBranch table, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE  table_id = :tableId AND branch = :branch AND name IN (<names>)
                """)
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .bindList("names", names)
        .map((row, context) -> partition(row))
        .list();
  }

  @Override
  public Set<String> insert(
      TableBranch table, List<Map<String, String>> specs, Provenance provenance) {
    Set<String> inserted = new LinkedHashSet<>();
    if (specs.isEmpty()) {
      return inserted;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO partitions (
              table_id, branch, name, spec, record_count, file_size_bytes, file_count,
              last_file_creation_time_ms, total_buckets, done,
              owner, created_at_ms, created_by, updated_at_ms, updated_by)
            VALUES (
              :tableId, :branch, :name, :spec, 0, 0, 0, 0, :totalBuckets, :done,
              :owner, :createdAt, :createdBy, :updatedAt, :updatedBy)
            ON CONFLICT (table_id, branch, name) DO NOTHING
            """);
    for (Map<String, String> spec : specs) {
      Columns.bindProvenance(batch, provenance)
          .bind("tableId", table.table().value())
          .bind("branch", table.name().value())
          .bind("name", Partition.nameOf(spec))
          .bind("spec", Columns.writeMap(spec))
          .bind("totalBuckets", UNKNOWN_BUCKETS)
          .bind("done", false)
          .add();
    }
    int[] counts = batch.execute();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        inserted.add(Partition.nameOf(specs.get(i)));
      }
    }
    return inserted;
  }

  @Override
  public Set<String> delete(TableBranch table, List<String> names) {
    if (names.isEmpty()) {
      return Set.of();
    }
    return handle
        .createQuery(
            """
            DELETE FROM partitions
            WHERE  table_id = :tableId AND branch = :branch AND name IN (<names>)
            RETURNING name
            """)
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .bindList("names", names)
        .mapTo(String.class)
        .set();
  }

  @Override
  public List<String> report(TableBranch table, PartitionReport report, Provenance provenance) {
    List<PartitionStatistics> statistics = report.statistics();
    if (statistics.isEmpty()) {
      return List.of();
    }
    PreparedBatch batch =
        handle.prepareBatch(
            switch (report.meaning()) {
              case TOTALS -> SET_COUNTS;
              case DIFFERENCES -> ADD_COUNTS;
            });
    for (PartitionStatistics each : statistics) {
      batch
          .bind("recordCount", each.recordCount())
          .bind("fileSizeBytes", each.fileSizeInBytes())
          .bind("fileCount", each.fileCount())
          .bind("lastFileCreationTimeMs", each.lastFileCreationTimeMs())
          .bind("updatedAt", provenance.updatedAt().toEpochMilli())
          .bind("updatedBy", provenance.updatedBy())
          .bind("tableId", table.table().value())
          .bind("branch", table.name().value())
          .bind("name", Partition.nameOf(each.spec()))
          .add();
    }
    int[] counts = batch.execute();
    return IntStream.range(0, counts.length)
        .filter(i -> counts[i] == 0)
        .mapToObj(i -> Partition.nameOf(statistics.get(i).spec()))
        .toList();
  }

  @Override
  public void add(TableBranch table, List<PartitionStatistics> differences, Provenance provenance) {
    add(table, differences, difference -> new Mark(false, provenance));
  }

  /** What a row says beside its counts, when it is new. */
  private record Mark(boolean done, Provenance provenance) {}

  private void add(
      TableBranch table,
      List<PartitionStatistics> differences,
      Function<PartitionStatistics, Mark> markOf) {
    if (differences.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO partitions (
              table_id, branch, name, spec, record_count, file_size_bytes, file_count,
              last_file_creation_time_ms, total_buckets, done,
              owner, created_at_ms, created_by, updated_at_ms, updated_by)
            VALUES (
              :tableId, :branch, :name, :spec, :recordCount, :fileSizeBytes, :fileCount,
              :lastFileCreationTimeMs, :totalBuckets, :done,
              :owner, :createdAt, :createdBy, :updatedAt, :updatedBy)
            ON CONFLICT (table_id, branch, name) DO UPDATE
            SET    record_count = partitions.record_count + excluded.record_count,
                   file_size_bytes = partitions.file_size_bytes + excluded.file_size_bytes,
                   file_count = partitions.file_count + excluded.file_count,
                   last_file_creation_time_ms =
                     CASE WHEN excluded.last_file_creation_time_ms
                               > partitions.last_file_creation_time_ms
                          THEN excluded.last_file_creation_time_ms
                          ELSE partitions.last_file_creation_time_ms END,
                   total_buckets = excluded.total_buckets,
                   updated_at_ms = excluded.updated_at_ms,
                   updated_by = excluded.updated_by
            """);
    for (PartitionStatistics difference : differences) {
      Mark mark = markOf.apply(difference);
      Columns.bindProvenance(batch, mark.provenance())
          .bind("tableId", table.table().value())
          .bind("branch", table.name().value())
          .bind("name", Partition.nameOf(difference.spec()))
          .bind("spec", Columns.writeMap(difference.spec()))
          .bind("recordCount", difference.recordCount())
          .bind("fileSizeBytes", difference.fileSizeInBytes())
          .bind("fileCount", difference.fileCount())
          .bind("lastFileCreationTimeMs", difference.lastFileCreationTimeMs())
          .bind("totalBuckets", difference.totalBuckets())
          .bind("done", mark.done())
          .add();
    }
    batch.execute();
    deleteEmpty(table, differences);
  }

  private void deleteEmpty(TableBranch table, List<PartitionStatistics> differences) {
    List<String> shrunk =
        differences.stream()
            .filter(SqlPartitions::addsNothing)
            .map(each -> Partition.nameOf(each.spec()))
            .toList();
    if (shrunk.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            DELETE FROM partitions
            WHERE  table_id = :tableId AND branch = :branch AND name IN (<names>)
              AND  record_count <= 0 AND file_size_bytes <= 0 AND file_count <= 0
            """)
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .bindList("names", shrunk)
        .execute();
  }

  private static boolean addsNothing(PartitionStatistics difference) {
    return difference.recordCount() <= 0
        && difference.fileSizeInBytes() <= 0
        && difference.fileCount() <= 0;
  }

  @Override
  public void replaceAll(
      TableBranch table,
      Map<Map<String, String>, PartitionStatistics> partitions,
      Provenance provenance) {
    Map<String, Partition> before =
        handle
            .createQuery(
                COLUMNS
                    + """
                    WHERE  table_id = :tableId AND branch = :branch
                    """)
            .bind("tableId", table.table().value())
            .bind("branch", table.name().value())
            .map((row, context) -> partition(row))
            .collect(Collectors.toMap(Partition::name, Function.identity()));
    handle
        .createUpdate(
            """
            DELETE FROM partitions
            WHERE  table_id = :tableId AND branch = :branch
            """)
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .execute();
    add(
        table,
        List.copyOf(partitions.values()),
        statistics -> markOf(before.get(Partition.nameOf(statistics.spec())), provenance));
  }

  private static Mark markOf(@Nullable Partition before, Provenance provenance) {
    if (before == null) {
      return new Mark(false, provenance);
    }
    Provenance made = before.provenance();
    return new Mark(
        before.done(),
        new Provenance(
            made.owner(),
            made.createdAt(),
            made.createdBy(),
            provenance.updatedAt(),
            provenance.updatedBy()));
  }

  @Override
  public void copyAll(TableBranch from, TableBranch to) {
    handle
        .createUpdate(
            """
            DELETE FROM partitions
            WHERE  table_id = :tableId AND branch = :branch
            """)
        .bind("tableId", to.table().value())
        .bind("branch", to.name().value())
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO partitions (
              table_id, branch, name, spec, record_count, file_size_bytes, file_count,
              last_file_creation_time_ms, total_buckets, done,
              owner, created_at_ms, created_by, updated_at_ms, updated_by)
            SELECT table_id, :to, name, spec, record_count, file_size_bytes, file_count,
                   last_file_creation_time_ms, total_buckets, done,
                   owner, created_at_ms, created_by, updated_at_ms, updated_by
            FROM   partitions
            WHERE  table_id = :tableId AND branch = :branch
            """)
        .bind("to", to.name().value())
        .bind("tableId", from.table().value())
        .bind("branch", from.name().value())
        .execute();
  }

  @Override
  public void markDone(TableBranch table, List<String> names, Provenance provenance) {
    if (names.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE partitions
            SET    done = :done, updated_at_ms = :updatedAt, updated_by = :updatedBy
            WHERE  table_id = :tableId AND branch = :branch AND name IN (<names>)
            """)
        .bind("done", true)
        .bind("updatedAt", provenance.updatedAt().toEpochMilli())
        .bind("updatedBy", provenance.updatedBy())
        .bind("tableId", table.table().value())
        .bind("branch", table.name().value())
        .bindList("names", names)
        .execute();
  }

  private static Partition partition(ResultSet row) throws SQLException {
    return new Partition(
        Columns.readMap(row.getString("spec")),
        row.getLong("record_count"),
        row.getLong("file_size_bytes"),
        row.getLong("file_count"),
        row.getLong("last_file_creation_time_ms"),
        row.getInt("total_buckets"),
        row.getBoolean("done"),
        Columns.provenance(row));
  }
}
