package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.e2e.RecordedCommit.Answer;
import dev.moraine.e2e.RecordedCommit.Attempt;
import dev.moraine.e2e.RecordedCommit.Told;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.manifest.ManifestFile;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.partition.PartitionStatistics;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.TableSnapshot;
import org.apache.paimon.table.source.ReadBuilder;

/** What writers were told, held against what a server shows, and what is in files and database. */
final class CommitLedger {
  private final String database;
  private final Queue<RecordedCommit> commits = new ConcurrentLinkedQueue<>();
  private final Map<Identifier, List<Snapshot>> seen = new HashMap<>();
  private final Set<String> readManifests = new HashSet<>();

  /**
   * @param database the JDBC URL of the server's metadata
   */
  CommitLedger(String database) {
    this.database = database;
  }

  static String sqlite(MoraineProcess server) {
    return "jdbc:sqlite:" + server.dataDirectory().resolve("metadata.db");
  }

  RecordedCommit begin(Identifier table, long number) {
    RecordedCommit commit = new RecordedCommit(table, number);
    commits.add(commit);
    return commit;
  }

  long count(Told told) {
    return commits.stream().filter(commit -> commit.told() == told).count();
  }

  /** How many requests had no answer, whatever the client made of it afterwards. */
  long unansweredAttempts() {
    return commits.stream()
        .flatMap(commit -> commit.attempts().values().stream())
        .filter(answer -> answer == Answer.NONE)
        .count();
  }

  /** For a test's output. */
  String figures() {
    return "%d commits acknowledged, %d unknown, %d lost or never sent; snapshots %s"
        .formatted(
            count(Told.ACKNOWLEDGED),
            count(Told.UNKNOWN),
            count(Told.REFUSED),
            seen.entrySet().stream()
                .map(each -> each.getKey().getTableName() + " " + each.getValue().size())
                .sorted()
                .toList());
  }

  /** Checks all snapshots that were made since the last check. To be called while nobody writes. */
  void checkNewSnapshots(Catalog catalog) throws Exception {
    for (Identifier table : BusyWriters.TABLES) {
      check(catalog, table);
    }
  }

  /** Checks every snapshot, whether it was checked before or not, and every row. */
  void checkEverything(Catalog catalog) throws Exception {
    seen.clear();
    readManifests.clear();
    checkNewSnapshots(catalog);
    for (Identifier table : BusyWriters.TABLES) {
      checkRows(catalog, table);
    }
  }

  private void check(Catalog catalog, Identifier identifier) throws Exception {
    FileStoreTable table = (FileStoreTable) catalog.getTable(identifier);
    TableSnapshot head = catalog.loadSnapshot(identifier).orElse(null);
    long newest = head == null ? 0 : head.snapshot().id();
    assertThat(headInDatabase(identifier)).isEqualTo(newest);
    assertThat(catalog.loadSnapshot(identifier, Long.toString(newest + 1))).isEmpty();

    List<Snapshot> known = seen.computeIfAbsent(identifier, each -> new ArrayList<>());
    for (long id = known.size() + 1; id <= newest; id++) {
      Snapshot served = catalog.loadSnapshot(identifier, Long.toString(id)).orElseThrow();
      checkChain(table, known, id, served);
      checkManifests(table, served);
      known.add(served);
    }

    checkAnswers(identifier, known);
    if (head != null) {
      assertThat(head.snapshot()).isEqualTo(known.get(known.size() - 1));
      checkStatistics(catalog, table, identifier, head);
    }
  }

  private static void checkChain(
      FileStoreTable table, List<Snapshot> known, long id, Snapshot served) {
    String which = table.name() + " " + id;
    assertThat(served.id()).as(which).isEqualTo(id);
    assertThat(Snapshot.fromJson(served.toJson()))
        .as(which)
        .isEqualTo(table.snapshotManager().snapshot(id));
    long before = known.isEmpty() ? 0 : known.get(known.size() - 1).totalRecordCount();
    assertThat(served.totalRecordCount()).as(which).isEqualTo(before + served.deltaRecordCount());
  }

  // Reading fails where a file is not there or not whole.
  private void checkManifests(FileStoreTable table, Snapshot snapshot) {
    ManifestList lists = table.store().manifestListFactory().create();
    ManifestFile files = table.store().manifestFileFactory().create();
    List<ManifestFileMeta> manifests = lists.readAllManifests(snapshot);
    assertThat(manifests).as("%s %d", table.name(), snapshot.id()).isNotEmpty();
    for (ManifestFileMeta manifest : manifests) {
      if (readManifests.add(manifest.fileName())) {
        assertThat(files.read(manifest.fileName())).as(manifest.fileName()).isNotEmpty();
      }
    }
  }

  private void checkAnswers(Identifier identifier, List<Snapshot> snapshots) {
    Map<Attempt, Answer> told = new HashMap<>();
    for (RecordedCommit commit : commits) {
      if (commit.table().equals(identifier)) {
        told.putAll(commit.attempts());
      }
    }
    Set<Attempt> visible =
        snapshots.stream()
            .map(snapshot -> Attempt.of(identifier, snapshot))
            .collect(Collectors.toSet());
    assertThat(visible).as("snapshots, each once").hasSize(snapshots.size());
    assertThat(told.keySet()).as("what was sent").containsAll(visible);
    told.forEach(
        (attempt, answer) -> {
          if (answer == Answer.IN_EFFECT) {
            // No client rolls anything back here, so compactions stay as well.
            assertThat(visible).as("acknowledged").contains(attempt);
          } else if (answer == Answer.LOST) {
            assertThat(visible).as("told that it was lost").doesNotContain(attempt);
          }
        });
  }

  private static void checkStatistics(
      Catalog catalog, FileStoreTable table, Identifier identifier, TableSnapshot head)
      throws Exception {
    List<PartitionEntry> counted =
        table.newSnapshotReader().withSnapshot(head.snapshot()).partitionEntries();
    assertThat(head.recordCount()).isEqualTo(head.snapshot().totalRecordCount());
    assertThat(List.of(head.recordCount(), head.fileCount(), head.fileSizeInBytes()))
        .as("totals of %s", identifier)
        .isEqualTo(
            List.of(
                sum(counted, PartitionEntry::recordCount),
                sum(counted, PartitionEntry::fileCount),
                sum(counted, PartitionEntry::fileSizeInBytes)));

    Map<String, List<Long>> expected = new HashMap<>();
    for (PartitionEntry entry : counted) {
      expected.put(
          Integer.toString(entry.partition().getInt(0)),
          List.of(entry.recordCount(), entry.fileCount(), entry.fileSizeInBytes()));
    }
    Map<String, List<Long>> kept = new HashMap<>();
    for (PartitionStatistics each : catalog.listPartitions(identifier)) {
      kept.put(
          each.spec().get("p"),
          List.of(each.recordCount(), each.fileCount(), each.fileSizeInBytes()));
    }
    assertThat(kept).as("partitions of %s", identifier).isEqualTo(expected);
  }

  private static <T> long sum(Collection<T> all, ToLongFunction<T> count) {
    return all.stream().mapToLong(count).sum();
  }

  private void checkRows(Catalog catalog, Identifier identifier) throws Exception {
    Map<Long, Long> rows = rows((FileStoreTable) catalog.getTable(identifier));
    for (RecordedCommit commit : commits) {
      if (commit.table().equals(identifier)) {
        Long times = rows.remove(commit.number());
        switch (commit.told()) {
          case ACKNOWLEDGED -> assertThat(times).as(commit.toString()).isEqualTo(1);
          case UNKNOWN -> assertThat(times).as(commit.toString()).isIn(null, 1L);
          case REFUSED -> assertThat(times).as(commit.toString()).isNull();
        }
      }
    }
    assertThat(rows).as("rows of %s that nobody wrote", identifier).isEmpty();
  }

  private static Map<Long, Long> rows(FileStoreTable table) throws Exception {
    ReadBuilder builder = table.newReadBuilder();
    Map<Long, Long> rows = new HashMap<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(builder.newScan().plan().splits())) {
      reader.forEachRemaining(row -> rows.merge(row.getLong(0), row.getLong(2), Long::sum));
    }
    return rows;
  }

  private long headInDatabase(Identifier identifier) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT h.snapshot_id
                FROM   heads h
                       JOIN tables t ON t.table_id = h.table_id
                       JOIN databases d ON d.database_id = t.database_id
                WHERE  h.branch = 'main' AND d.name = ? AND t.name = ?
                """)) {
      query.setString(1, identifier.getDatabaseName());
      query.setString(2, identifier.getTableName());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }
}
