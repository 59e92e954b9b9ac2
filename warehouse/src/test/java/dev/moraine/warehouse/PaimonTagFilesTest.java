package dev.moraine.warehouse;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.options.ExpireConfig;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaimonTagFilesTest {
  private static final TagName V1 = new TagName("v1");

  private final PaimonWarehouse warehouse = new PaimonWarehouse();
  private final TagFiles files = warehouse.tagFiles();
  @TempDir Path folder;
  private Table table;

  @BeforeEach
  void createTable() throws Exception {
    table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    TemporaryTable.write(table, List.of("1"));
  }

  @Test
  void aTagForGoodIsTheSnapshotToTheLetter() throws Exception {
    assertThat(files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)))).isTrue();

    assertThat(tagFile("v1")).hasContent(Files.readString(folder.resolve("t/snapshot/snapshot-1")));
    assertThat(files.find(table.location(), V1)).contains(Tag.of(V1, snapshot(1)));
    org.apache.paimon.tag.Tag read = open().tagManager().getOrThrow("v1");
    assertThat(read.id()).isEqualTo(1);
    assertThat(read.getTagCreateTime()).isNull();
  }

  @Test
  void paimonReadsForHowLongATagIsKept() {
    Instant now = Instant.parse("2026-07-01T10:20:30.123Z");
    Tag tag = new Tag(V1, snapshot(1), Optional.of(now), Optional.of(Duration.ofHours(36)));

    files.putIfAbsent(table.location(), tag);

    org.apache.paimon.tag.Tag read = open().tagManager().getOrThrow("v1");
    assertThat(read.getTagTimeRetained()).isEqualTo(Duration.ofHours(36));
    assertThat(read.getTagCreateTime())
        .isEqualTo(LocalDateTime.ofInstant(now, ZoneId.systemDefault()));
    assertThat(read.trimToSnapshot()).isEqualTo(open().snapshotManager().snapshot(1));
    Tag found = files.find(table.location(), V1).orElseThrow();
    assertThat(found.createdAt()).contains(now);
    assertThat(found.timeRetained()).contains(Duration.ofHours(36));
    assertThat(found.snapshot().json()).doesNotContain("tagCreateTime", "tagTimeRetained");
  }

  @Test
  void aTagThatPaimonWroteIsRead() {
    open().createTag("plain", 1);
    open().createTag("week", 1, Duration.ofDays(7));

    assertThat(files.find(table.location(), new TagName("plain")).orElseThrow())
        .isEqualTo(Tag.of(new TagName("plain"), snapshot(1)));
    Tag week = files.find(table.location(), new TagName("week")).orElseThrow();
    assertThat(week.timeRetained()).contains(Duration.ofDays(7));
    assertThat(week.createdAt()).isPresent();
    assertThat(week.snapshot().isSameCommitAs(snapshot(1))).isTrue();
  }

  @Test
  void fieldsOfNewerClientsSurviveInATag() {
    Snapshot newer = aSnapshot(1).withUuid("u1").build();

    files.putIfAbsent(
        table.location(),
        new Tag(V1, newer, Optional.of(Instant.EPOCH), Optional.of(Duration.ofDays(1))));

    Snapshot found = files.find(table.location(), V1).orElseThrow().snapshot();
    assertThat(found.uuid()).contains("u1");
    assertThat(found.json()).contains("\"newer\":[1.50]");
  }

  @Test
  void aTagIsPutOnce() throws Exception {
    TemporaryTable.write(table, List.of("1"));
    files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)));

    assertThat(files.putIfAbsent(table.location(), Tag.of(V1, snapshot(2)))).isFalse();

    assertThat(files.find(table.location(), V1).orElseThrow().snapshot().id()).isEqualTo(1);
  }

  @Test
  void tagsAreListedByNameAndOtherFilesPassedOver() throws IOException {
    assertThat(files.list(table.location())).isEmpty();
    open().createTag("b", 1);
    files.putIfAbsent(table.location(), Tag.of(new TagName("ä b%20?#"), snapshot(1)));
    files.putIfAbsent(table.location(), Tag.of(new TagName("a"), snapshot(1)));
    assertThat(open().tagManager().allTagNames()).contains("a", "b", "ä b%20?#");
    Files.writeString(folder.resolve("t/tag/.tag-c.tmp"), "x");
    Files.writeString(folder.resolve("t/tag/tag-"), "x");

    assertThat(files.list(table.location()))
        .extracting(TagName::value)
        .containsExactly("a", "b", "ä b%20?#");
  }

  @Test
  void aTagThatIsNotThereIsEmpty() {
    assertThat(files.find(table.location(), V1)).isEmpty();
    assertThat(files.delete(table, V1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{\"id\":1}"})
  void aDamagedTagIsAFailureOfStorage(String text) throws IOException {
    open().createTag("v1", 1);
    Files.writeString(tagFile("v1"), text);

    assertThatThrownBy(() -> files.find(table.location(), V1))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("tag-v1");
  }

  @Test
  void aTagThatPaimonCannotReadIsNotDeleted() throws IOException {
    open().createTag("v1", 1);
    Files.writeString(tagFile("v1"), "{");

    assertThatThrownBy(() -> files.delete(table, V1)).isInstanceOf(StorageUnavailable.class);

    assertThat(tagFile("v1")).exists();
  }

  @Test
  void aTagIsReadableAfterItsSnapshotExpired() throws Exception {
    files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)));
    overwriteAndExpire();

    assertThat(rowsOf("v1")).containsExactly(1);
    assertThat(files.find(table.location(), V1).orElseThrow().snapshot().id()).isEqualTo(1);
  }

  @Test
  void aDeletedTagTakesTheFilesThatOnlyItHeldAlong() throws Exception {
    files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)));
    overwriteAndExpire();
    List<Path> before = dataFiles();

    assertThat(files.delete(table, V1)).isTrue();

    assertThat(before).hasSize(2);
    assertThat(dataFiles()).hasSize(1);
    assertThat(tagFile("v1")).doesNotExist();
    assertThat(rowsOfHead()).containsExactly(2);
  }

  @Test
  void aDeletedTagLeavesTheFilesOfAnotherTagOfItsSnapshot() throws Exception {
    files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)));
    files.putIfAbsent(table.location(), Tag.of(new TagName("v2"), snapshot(1)));
    overwriteAndExpire();

    assertThat(files.delete(table, V1)).isTrue();

    assertThat(rowsOf("v2")).containsExactly(1);
  }

  @Test
  void aDeletedTagLeavesTheFilesOfASnapshotThatIsThere() throws Exception {
    files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)));

    assertThat(files.delete(table, V1)).isTrue();

    assertThat(rowsOfHead()).containsExactly(1);
  }

  @Test
  void aDeletedTagLeavesTheFilesOfABranchThatWasMadeFromIt() throws Exception {
    files.putIfAbsent(table.location(), Tag.of(V1, snapshot(1)));
    open().createBranch("b", "v1");
    overwriteAndExpire();

    assertThat(files.delete(table, V1)).isTrue();

    assertThat(tagFile("v1")).doesNotExist();
    assertThat(dataFiles()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"P7D, PT168H", "p1dt12h, PT36H", "7 d, PT168H", "12h, PT12H", "90min, PT1H30M"})
  void aTimeIsAskedForInIsosWayOrPaimons(String asked, Duration meant) {
    assertThat(files.retention(table, Optional.of(asked))).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "7 fortnights",
        "P",
        "PT0S",
        "0 d",
        "-P1D",
        "-1 d",
        "400000 d",
        "99999999999999999999 d",
        "9223372036854775807 d"
      })
  void whatIsNoTimeToKeepATagForIsRefused(String asked) {
    assertThatThrownBy(() -> files.retention(table, Optional.of(asked)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("timeRetained");
  }

  @Test
  void aTableMaySayForHowLongItsTagsAreKept() {
    Table keeping =
        TemporaryTable.create(
            warehouse.tableFiles(),
            folder.resolve("keeping"),
            TemporaryTable.DEFINITION.replace(
                "\"path\":\"ignored\",", "\"tag.default-time-retained\":\"3 d\","));

    assertThat(files.retention(keeping, Optional.empty())).contains(Duration.ofDays(3));
    assertThat(files.retention(keeping, Optional.of("1 d"))).contains(Duration.ofDays(1));
    assertThat(files.retention(table, Optional.empty())).isEmpty();
  }

  private FileStoreTable open() {
    return PaimonTables.open(table);
  }

  private Snapshot snapshot(long id) {
    return warehouse.snapshotFiles().read(table.location(), id).orElseThrow();
  }

  private Path tagFile(String name) {
    return folder.resolve("t/tag/tag-" + name);
  }

  @SuppressWarnings("try") // Paimon's close() may throw anything, InterruptedException included.
  private void overwriteAndExpire() throws Exception {
    BatchWriteBuilder builder = open().newBatchWriteBuilder().withOverwrite();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(2, BinaryString.fromString("1")));
      commit.commit(write.prepareCommit());
    }
    open()
        .newExpireSnapshots()
        .config(
            ExpireConfig.builder()
                .snapshotRetainMin(1)
                .snapshotRetainMax(1)
                .snapshotTimeRetain(Duration.ZERO)
                .build())
        .expire();
    assertThat(warehouse.snapshotFiles().listIds(table.location())).containsExactly(2L);
  }

  private List<Integer> rowsOf(String tag) throws IOException {
    return rows(open().copy(Map.of("scan.tag-name", tag)));
  }

  private List<Integer> rowsOfHead() throws IOException {
    return rows(open());
  }

  private static List<Integer> rows(FileStoreTable store) throws IOException {
    ReadBuilder builder = store.newReadBuilder();
    List<Integer> found = new ArrayList<>();
    try (var reader = builder.newRead().createReader(builder.newScan().plan())) {
      reader.forEachRemaining(row -> found.add(row.getInt(0)));
    }
    return found;
  }

  private List<Path> dataFiles() throws IOException {
    try (Stream<Path> found = Files.walk(folder.resolve("t/dt=1"))) {
      return found.filter(each -> String.valueOf(each.getFileName()).startsWith("data-")).toList();
    }
  }
}
