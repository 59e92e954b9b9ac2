package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.commit.Rebase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.paimon.append.AppendCompactCoordinator;
import org.apache.paimon.append.AppendCompactTask;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.operation.BaseAppendFileStoreWrite;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.paimon.table.AppendOnlyFileStoreTable;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.sink.TableCommitImpl;
import org.apache.paimon.table.source.EndOfScanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits that Paimon itself built on a snapshot that is no longer the newest. */
class PaimonRebaseTest {
  private static final BinaryString DAY = BinaryString.fromString("d");
  private static final String WITH_KEY =
      """
      {"fields":[{"id":0,"name":"id","type":"INT NOT NULL"},
                 {"id":1,"name":"dt","type":"STRING NOT NULL"}],
       "partitionKeys":["dt"],"primaryKeys":["dt","id"],
       "options":{"bucket":"1","file.format":"avro","num-sorted-run.compaction-trigger":"2"}}""";

  private final PaimonWarehouse warehouse = new PaimonWarehouse();
  private final SnapshotFiles snapshots = warehouse.snapshotFiles();
  private final Rebase rebase = warehouse.rebase();
  @TempDir Path folder;

  @Test
  void anAppendFollowsAnother() throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot first = put(table, append(table, Optional.of(base), 2));
    Snapshot lost = append(table, Optional.of(base), 3, 4);

    Snapshot moved = rebase.onto(table, Optional.of(base), List.of(first), lost).orElseThrow();

    assertThat(moved.id()).isEqualTo(3);
    assertThat(moved.isSameCommitAs(lost)).isTrue();
    assertThat(moved.totalRecordCount()).isEqualTo(4);
    assertThat(moved.timeMillis()).isGreaterThanOrEqualTo(first.timeMillis());
    put(table, moved);
    assertThat(rowsOf(table)).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(snapshots.statistics(table, moved).values())
        .singleElement()
        .satisfies(day -> assertThat(day.recordCount()).isEqualTo(4));
  }

  @Test
  void aFirstAppendFollowsOthersThatCameBefore() throws Exception {
    Table table = appendTable();
    Snapshot lost = append(table, Optional.empty(), 3);
    Snapshot first = put(table, append(table, Optional.empty(), 1));
    Snapshot second = put(table, append(table, Optional.of(first), 2));

    put(table, rebase.onto(table, Optional.empty(), List.of(first, second), lost).orElseThrow());

    assertThat(rowsOf(table)).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void aRebasedSnapshotIsAFullBaseForTheNextWhichMergesWhatHasPiledUp() throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 0));
    Snapshot first = put(table, append(table, Optional.of(base), 1));
    List<Snapshot> since = new ArrayList<>(List.of(first));
    List<Integer> rows = new ArrayList<>(List.of(0, 1));
    Optional<Snapshot> moved = Optional.of(first);
    while (moved.isPresent() && rows.size() < 100) {
      Snapshot lost = append(table, Optional.of(base), rows.size());
      moved = rebase.onto(table, Optional.of(base), since, lost);
      if (moved.isPresent()) {
        since.add(put(table, moved.get()));
        rows.add(rows.size());
      }
    }
    assertThat(rows).hasSize(30);

    Snapshot merging = put(table, append(table, Optional.of(since.get(28)), 30));
    Snapshot late = append(table, Optional.of(since.get(28)), 31);
    put(
        table,
        rebase.onto(table, Optional.of(since.get(28)), List.of(merging), late).orElseThrow());

    rows.addAll(List.of(30, 31));
    assertThat(rowsOf(table)).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void aCompactionAndAnAppendFollowEachOther() throws Exception {
    Table table = appendTable();
    Snapshot one = put(table, append(table, Optional.empty(), 1));
    Snapshot base = put(table, append(table, Optional.of(one), 2));
    Snapshot lateAppend = append(table, Optional.of(base), 4);
    Snapshot lateCompaction = compaction(table, base);
    Snapshot append = put(table, append(table, Optional.of(base), 3));

    Snapshot compacted =
        put(
            table,
            rebase.onto(table, Optional.of(base), List.of(append), lateCompaction).orElseThrow());
    put(
        table,
        rebase
            .onto(table, Optional.of(base), List.of(append, compacted), lateAppend)
            .orElseThrow());

    assertThat(rowsOf(table)).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(filesOf(table)).hasSize(3);
  }

  @Test
  void aCompactionOfFilesThatAnotherCompactedIsRefused() throws Exception {
    Table table = appendTable();
    Snapshot one = put(table, append(table, Optional.empty(), 1));
    Snapshot base = put(table, append(table, Optional.of(one), 2));
    Snapshot late = compaction(table, base);
    Snapshot first = put(table, compaction(table, base));

    assertThat(rebase.onto(table, Optional.of(base), List.of(first), late)).isEmpty();
  }

  @Test
  void aCompactionThatWasBuiltOnAnotherBaseIsRefused() throws Exception {
    Table table = appendTable();
    Snapshot one = put(table, append(table, Optional.empty(), 1));
    Snapshot late = compaction(table, put(table, append(table, Optional.of(one), 2)));
    Files.delete(folder.resolve("t/snapshot/snapshot-2"));
    Snapshot base = put(table, append(table, Optional.of(one), 3));
    Snapshot head = put(table, append(table, Optional.of(base), 4));

    assertThat(rebase.onto(table, Optional.of(base), List.of(head), late)).isEmpty();
  }

  @Test
  void theSameFilesAreNotAddedTwice() throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    List<CommitMessage> messages = write(table, Optional.of(base), 2);
    Snapshot first = put(table, commit(table, Optional.of(base), messages));
    Snapshot again = commit(table, Optional.of(base), messages);

    assertThat(rebase.onto(table, Optional.of(base), List.of(first), again)).isEmpty();
  }

  @Test
  void anAppendToAKeyedTableFollowsACompactionAndKeepsTheLastValue() throws Exception {
    Table table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"), WITH_KEY);
    Snapshot one = put(table, append(table, Optional.empty(), 1));
    Snapshot base = put(table, append(table, Optional.of(one), 1, 2));
    Snapshot late = append(table, Optional.of(base), 3);
    Snapshot compacted = put(table, compaction(table, base));

    put(table, rebase.onto(table, Optional.of(base), List.of(compacted), late).orElseThrow());

    assertThat(rowsOf(table)).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void anAppendTakesOverTheDeletionVectorsThatACompactionWrote() throws Exception {
    Table table =
        TemporaryTable.create(
            warehouse.tableFiles(),
            folder.resolve("t"),
            WITH_KEY.replace("\"bucket\"", "\"deletion-vectors.enabled\":\"true\",\"bucket\""));
    int[] many = IntStream.range(0, 3_000).toArray();
    Snapshot one = put(table, append(table, Optional.empty(), many));
    // The large file stays where it is when the small ones are merged.
    Snapshot two = put(table, compaction(table, one));
    Snapshot three = put(table, append(table, Optional.of(two), 2, 3));
    Snapshot base = put(table, append(table, Optional.of(three), 3, 4));
    Snapshot late = append(table, Optional.of(base), 4, 3_000);
    Snapshot compacted = put(table, compaction(table, base, false));

    Snapshot moved =
        put(table, rebase.onto(table, Optional.of(base), List.of(compacted), late).orElseThrow());

    assertThat(field(compacted, "indexManifest")).isNotEqualTo(field(late, "indexManifest"));
    assertThat(field(moved, "indexManifest")).isEqualTo(field(compacted, "indexManifest"));
    put(table, compaction(table, moved));
    assertThat(rowsOf(table)).doesNotHaveDuplicates().hasSize(3_001);
  }

  private static JsonNode field(Snapshot snapshot, String name) {
    return SnapshotJson.tree(snapshot.json()).path(name);
  }

  @Test
  void twoCompactionsOfOneBucketAreRefused() throws Exception {
    Table table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"), WITH_KEY);
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot late = compaction(table, base);
    Snapshot two = put(table, append(table, Optional.of(base), 2));
    Snapshot compacted = put(table, compaction(table, two));

    assertThat(rebase.onto(table, Optional.of(base), List.of(two, compacted), late)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row-tracking.enabled",
        "metadata.iceberg.storage",
        "commit.callbacks",
        "commit.strict-mode.last-safe-snapshot",
        "sequence.snapshot-ordering"
      })
  void aTableWhoseCommitsDependOnTheirBaseInAnotherWayIsLeftAlone(String option) throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot first = put(table, append(table, Optional.of(base), 2));
    Snapshot late = append(table, Optional.of(base), 3);
    Table bound =
        TemporaryTable.with(
            table,
            new dev.moraine.catalog.TableSchema(
                0,
                table.schema().definition(),
                table
                    .schema()
                    .record()
                    .replace("\"file.format\"", "\"" + option + "\":\"true\",\"file.format\""),
                false));

    assertThat(rebase.onto(bound, Optional.of(base), List.of(first), late)).isEmpty();
    assertThat(rebase.onto(table, Optional.of(base), List.of(first), late)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"schemaId\":0=\"schemaId\":1",
        "\"commitKind\":\"APPEND\"=\"commitKind\":\"OVERWRITE\"",
        "\"version\":=\"ofANewerClient\":true,\"version\":",
        "\"version\":=\"statistics\":\"stat-1\",\"version\":",
        "\"version\":=\"logOffsets\":{\"0\":7},\"version\":",
        "\"deltaManifestList\":\"=\"deltaManifestList\":\"../manifest/",
        "\"deltaManifestList\":\"=\"deltaManifestList\":\"no-"
      })
  void aSnapshotThatMayMeanMoreIsLeftToItsCommitter(String change) throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot first = put(table, append(table, Optional.of(base), 2));
    Snapshot late = append(table, Optional.of(base), 3);
    String[] fromTo = change.split("=", 2);
    String changed = SnapshotJson.tree(late.json()).toString().replace(fromTo[0], fromTo[1]);
    assertThat(changed).isNotEqualTo(late.json()).contains(fromTo[1]);

    assertThat(rebase.onto(table, Optional.of(base), List.of(first), snapshots.parse(changed)))
        .isEmpty();
  }

  @Test
  void theLaterWatermarkStands() throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot first = put(table, with(append(table, Optional.of(base), 2), "watermark", 90));
    Snapshot none = append(table, Optional.of(base), 3);
    Snapshot earlier = with(append(table, Optional.of(base), 4), "watermark", 80);
    Snapshot later = with(append(table, Optional.of(base), 5), "watermark", 100);

    for (Snapshot late : List.of(none, earlier, later)) {
      String json =
          rebase.onto(table, Optional.of(base), List.of(first), late).orElseThrow().json();
      long expected = late.equals(later) ? 100 : 90;
      assertThat(SnapshotJson.tree(json).path("watermark").asLong()).isEqualTo(expected);
    }
  }

  @Test
  void aCommitWhoseCommitterCheckedItsBaseStaysThere() throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot first = put(table, append(table, Optional.of(base), 2));
    Snapshot late = append(table, Optional.of(base), 3);
    ObjectNode fields = SnapshotJson.tree(late.json());
    fields.putObject("properties").put("commit.base-checked", "true");

    Snapshot checked = snapshots.parse(fields.toString());

    assertThat(rebase.onto(table, Optional.of(base), List.of(first), late)).isPresent();
    assertThat(rebase.onto(table, Optional.of(base), List.of(first), checked)).isEmpty();
  }

  @Test
  void onlyTheListThatNobodyNeedsIsDropped() throws Exception {
    Table table = appendTable();
    Snapshot base = put(table, append(table, Optional.empty(), 1));
    Snapshot first = put(table, append(table, Optional.of(base), 2));
    Snapshot late = append(table, Optional.of(base), 3);
    Snapshot moved =
        put(table, rebase.onto(table, Optional.of(base), List.of(first), late).orElseThrow());
    int before = manifestFiles();

    rebase.dropLeftBehind(table, late);

    assertThat(manifestFiles()).isEqualTo(before - 1);
    assertThat(moved.baseManifestList()).isNotEqualTo(late.baseManifestList());
    assertThat(rowsOf(table)).containsExactlyInAnyOrder(1, 2, 3);
  }

  private Table appendTable() {
    return TemporaryTable.create(
        warehouse.tableFiles(),
        folder.resolve("t"),
        TemporaryTable.DEFINITION.replace("\"path\":\"ignored\",", ""));
  }

  private int manifestFiles() throws IOException {
    try (var files = Files.list(folder.resolve("t/manifest"))) {
      return (int) files.count();
    }
  }

  private Snapshot put(Table table, Snapshot snapshot) {
    assertThat(snapshots.putIfAbsent(table.location(), List.of(snapshot))).isEmpty();
    return snapshot;
  }

  private Snapshot with(Snapshot snapshot, String field, long value) {
    return snapshots.parse(SnapshotJson.tree(snapshot.json()).put(field, value).toString());
  }

  /** All rows in one file. */
  private static Snapshot append(Table table, Optional<Snapshot> base, int... rows)
      throws Exception {
    return commit(table, base, write(table, base, rows));
  }

  private static List<CommitMessage> write(Table table, Optional<Snapshot> base, int... rows)
      throws Exception {
    FileStoreTable store = open(table, rehearsal(base), Map.of("write-only", "true"));
    StreamTableWrite write =
        store
            .newWrite("writer")
            .withIOManager(IOManager.create(System.getProperty("java.io.tmpdir")));
    for (int row : rows) {
      write.write(GenericRow.of(row, DAY));
    }
    List<CommitMessage> messages = write.prepareCommit(true, 1);
    write.close();
    return messages;
  }

  private static Snapshot compaction(Table table, Snapshot base) throws Exception {
    return compaction(table, base, true);
  }

  private static Snapshot compaction(Table table, Snapshot base, boolean full) throws Exception {
    CommitRehearsal rehearsal = rehearsal(Optional.of(base));
    FileStoreTable store = open(table, rehearsal, Map.of("compaction.min.file-num", "2"));
    List<CommitMessage> messages =
        store.primaryKeys().isEmpty() ? compactAppends(store) : compactKeyed(store, full);
    assertThat(messages).isNotEmpty();
    return commit(table, Optional.of(base), messages);
  }

  private static List<CommitMessage> compactAppends(FileStoreTable store) throws Exception {
    BaseAppendFileStoreWrite rewrite = ((AppendOnlyFileStoreTable) store).store().newWrite("c");
    List<CommitMessage> messages = new ArrayList<>();
    AppendCompactCoordinator coordinator = new AppendCompactCoordinator(store, false);
    try {
      while (true) {
        for (AppendCompactTask task : coordinator.run()) {
          messages.add(task.doCompact(store, rewrite));
        }
      }
    } catch (EndOfScanException e) {
      rewrite.close();
      return messages;
    }
  }

  private static List<CommitMessage> compactKeyed(FileStoreTable store, boolean full)
      throws Exception {
    StreamTableWrite write =
        store.newWrite("c").withIOManager(IOManager.create(System.getProperty("java.io.tmpdir")));
    BinaryRow partition = BinaryRow.singleColumn(DAY);
    write.compact(partition, 0, full);
    List<CommitMessage> messages = write.prepareCommit(true, 1);
    write.close();
    return messages;
  }

  private static Snapshot commit(Table table, Optional<Snapshot> base, List<CommitMessage> messages)
      throws Exception {
    CommitRehearsal rehearsal = rehearsal(base);
    TableCommitImpl commit =
        open(table, rehearsal, Map.of()).newCommit(UUID.randomUUID().toString());
    commit.commit(1, messages);
    commit.close();
    return SnapshotJson.parse(rehearsal.outcome().toJson());
  }

  private static CommitRehearsal rehearsal(Optional<Snapshot> base) {
    return new CommitRehearsal(
        base.map(snapshot -> org.apache.paimon.Snapshot.fromJson(snapshot.json())).orElse(null));
  }

  private static FileStoreTable open(
      Table table, CommitRehearsal rehearsal, Map<String, String> options) {
    return PaimonTables.open(table, rehearsal).copy(options);
  }

  private static List<Integer> rowsOf(Table table) throws Exception {
    FileStoreTable store = PaimonTables.open(table);
    List<Integer> rows = new ArrayList<>();
    store
        .newRead()
        .createReader(store.newSnapshotReader().read().splits())
        .forEachRemaining(row -> rows.add(row.getInt(0)));
    return rows;
  }

  private static List<DataFileMeta> filesOf(Table table) {
    return PaimonTables.open(table).newSnapshotReader().read().dataSplits().stream()
        .flatMap(split -> split.dataFiles().stream())
        .toList();
  }
}
