package dev.moraine.warehouse;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableSchema;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaimonSnapshotFilesTest {
  private final PaimonWarehouse warehouse = new PaimonWarehouse();
  private final SnapshotFiles files = warehouse.snapshotFiles();
  @TempDir Path folder;

  @Test
  void anEmptiedSnapshotFollowsTheHeadWhateverIsInTheFolderAndHasNothingLeft() throws Exception {
    Table table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    TemporaryTable.write(table, List.of("1", "2"));
    Snapshot head = files.read(table.location(), 1).orElseThrow();
    TemporaryTable.write(table, List.of("3"));

    Snapshot empty = files.emptied(table, head, 7);

    assertThat(empty.id()).isEqualTo(2);
    assertThat(empty.schemaId()).isEqualTo(7);
    assertThat(empty.commitKind()).isEqualTo("OVERWRITE");
    assertThat(empty.totalRecordCount()).isZero();
    assertThat(empty.deltaRecordCount()).isEqualTo(-2);
    assertThat(files.statistics(table, empty)).isEmpty();
    assertThat(files.statistics(table, head)).hasSize(2);
    // Not written: the folder has what was there before.
    assertThat(files.read(table.location(), 2)).isPresent().get().isNotEqualTo(empty);
    assertThat(files.listIds(table.location())).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"commit.callbacks\":\"no.such.Class\"",
        "\"metadata.iceberg.storage\":\"table-location\""
      })
  void emptyingSetsOffNothingThatACommitWould(String option) throws Exception {
    Table plain = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    TemporaryTable.write(plain, List.of("1"));
    Snapshot head = files.read(plain.location(), 1).orElseThrow();
    TableSchema schema = plain.schema();
    Table table =
        TemporaryTable.with(
            plain,
            new TableSchema(
                schema.id(),
                schema.definition(),
                schema.record().replace("\"file.format\"", option + ",\"file.format\""),
                false));

    assertThat(files.emptied(table, head, 1).totalRecordCount()).isZero();
    assertThat(folder.resolve("t/metadata")).doesNotExist();
  }

  @Test
  void aSnapshotIsReadAndItsTextKept() {
    String json = aSnapshot(7).withUuid("u7").adding(2, 9).json();

    assertThat(files.parse(json)).isEqualTo(aSnapshot(7).withUuid("u7").adding(2, 9).build());
    assertThat(files.parse(json).json()).isSameAs(json).contains("\"newer\":[1.50]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "schemaId",
        "commitUser",
        "commitIdentifier",
        "commitKind",
        "timeMillis",
        "baseManifestList",
        "deltaManifestList"
      })
  void aSnapshotWithoutAFieldThatItNeedsIsRefused(String field) {
    String json = aSnapshot(1).json();

    assertThatThrownBy(() -> files.parse(json.replace("\"" + field + "\"", "\"x\"")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(field);
  }

  @Test
  void aSnapshotThatNoClientCouldReadIsRefused() {
    String json = aSnapshot(1).json();
    String text = json.substring(0, json.lastIndexOf('}')) + ",\"watermark\":\"late\"}";

    assertThatThrownBy(() -> files.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("another type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "1", "\"x\"", "{\"id\":\"1\"}", "{\"id\":1.5}"})
  void whatIsNoSnapshotIsRefused(String json) {
    assertThatThrownBy(() -> files.parse(json)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aSnapshotIsPutOnceAndReplaced() {
    StorageLocation table = new StorageLocation("file:" + folder);
    Snapshot first = aSnapshot(1).build();
    Snapshot other = aSnapshot(1).withManifests("x").build();

    assertThat(files.putIfAbsent(table, List.of(first))).isEmpty();
    assertThat(files.putIfAbsent(table, List.of(other))).containsExactly(first);
    files.replace(table, other);

    assertThat(files.read(table, 1)).contains(other);
    assertThat(folder.resolve("snapshot/snapshot-1")).hasContent(other.json());
  }

  @Test
  void idsAreListedByNumberAndOtherFilesPassedOver() throws IOException {
    StorageLocation table = new StorageLocation("file:" + folder);
    for (long id : new long[] {10, 9, 1}) {
      files.putIfAbsent(table, List.of(aSnapshot(id).build()));
    }
    files.hintLatest(table, 10);
    Files.writeString(folder.resolve("snapshot/.snapshot-11.tmp"), "x");
    Files.writeString(folder.resolve("snapshot/snapshot-x"), "x");

    assertThat(files.listIds(table)).containsExactly(1L, 9L, 10L);
    assertThat(folder.resolve("snapshot/LATEST")).hasContent("10");
  }

  @Test
  void whatPaimonWroteIsReadToTheLetter() throws Exception {
    Table table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    TemporaryTable.write(table, List.of("1"));

    Snapshot snapshot = files.read(table.location(), 1).orElseThrow();

    assertThat(snapshot.totalRecordCount()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("t/snapshot/snapshot-1")))
        .isEqualTo(snapshot.json());
  }

  @Test
  void theRecountIsWhatWasWritten() throws Exception {
    Table table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    TemporaryTable.write(table, List.of("1", "1", "2"));
    TemporaryTable.write(table, List.of("1", "a/b c"));

    Map<Map<String, String>, PartitionStatistics> second = statistics(table, 2);
    Map<Map<String, String>, PartitionStatistics> first = statistics(table, 1);

    assertThat(second).hasSize(3);
    assertCounts(second.get(Map.of("dt", "1")), 3, 2, bytesBelow("dt=1"));
    assertCounts(second.get(Map.of("dt", "2")), 1, 1, bytesBelow("dt=2"));
    assertThat(second).containsKey(Map.of("dt", "a/b c"));
    assertThat(first).containsOnlyKeys(Map.of("dt", "1"), Map.of("dt", "2"));
    assertThat(Objects.requireNonNull(first.get(Map.of("dt", "1"))).recordCount()).isEqualTo(2);
  }

  @Test
  void whatIsYoungerThanTheTargetIsCleaned() throws Exception {
    Table table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    for (int i = 0; i < 3; i++) {
      TemporaryTable.write(table, List.of("1"));
    }

    files.cleanYoungerThan(table, files.read(table.location(), 1).orElseThrow());

    assertThat(files.listIds(table.location())).containsExactly(1L);
    assertThat(statistics(table, 1)).containsOnlyKeys(Map.of("dt", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}"})
  void aDamagedSnapshotFileIsAFailureOfStorage(String text) throws IOException {
    StorageLocation table = new StorageLocation("file:" + folder);
    files.putIfAbsent(table, List.of(aSnapshot(1).build()));
    Files.writeString(folder.resolve("snapshot/snapshot-1"), text);

    assertThatThrownBy(() -> files.read(table, 1))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("snapshot-1");
  }

  private Map<Map<String, String>, PartitionStatistics> statistics(Table table, long snapshotId) {
    return files.statistics(table, files.read(table.location(), snapshotId).orElseThrow());
  }

  private static void assertCounts(
      @Nullable PartitionStatistics partition, long records, long fileCount, long bytes) {
    assertThat(partition).isNotNull();
    PartitionStatistics found = Objects.requireNonNull(partition);
    assertThat(found.recordCount()).isEqualTo(records);
    assertThat(found.fileCount()).isEqualTo(fileCount);
    assertThat(found.fileSizeInBytes()).isEqualTo(bytes);
    assertThat(found.lastFileCreationTimeMs()).isPositive();
  }

  private long bytesBelow(String partition) throws IOException {
    try (Stream<Path> found = Files.walk(folder.resolve("t").resolve(partition))) {
      return found
          .filter(each -> String.valueOf(each.getFileName()).startsWith("data-"))
          .mapToLong(each -> each.toFile().length())
          .sum();
    }
  }
}
