package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class RecycleBinServiceTest {
  private static final String RETENTION = "moraine.recycle-bin.retention";

  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  RecycleBinServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void aDroppedTableIsKeptForADay() {
    drop(T);

    DroppedTable dropped = onlyDropped();
    assertThat(dropped.id()).isEqualTo(lake.table.id());
    assertThat(dropped.name()).isEqualTo(T);
    assertThat(dropped.location()).isEqualTo(lake.table.location());
    assertThat(dropped.droppedBy()).isEqualTo("alice");
    assertThat(dropped.droppedAt()).isEqualTo(lake.clock.instant());
    assertThat(dropped.expiresAt()).isEqualTo(lake.clock.instant().plus(Duration.ofDays(1)));
    assertThat(folderExists()).isTrue();
  }

  @Test
  void itsNameIsFreeAtOnce() {
    drop(T);

    Table second = lake.tables.create(ALICE, lake.catalog.id(), T, "managed");

    assertThat(second.id()).isNotEqualTo(lake.table.id());
  }

  @Test
  void nothingIsCommittedIntoIt() {
    lake.commit(aSnapshot(1), rows("1", 1));
    drop(T);

    assertNotFound(ResourceKind.TABLE, () -> lake.commit(aSnapshot(2), rows("1", 1)));
    assertThat(lake.headId()).isEqualTo(1);
    assertThat(lake.file(2)).isEmpty();
  }

  @Test
  void aRestoredTableGoesOnWhereItWas() {
    lake.commit(aSnapshot(1), rows("1", 1));
    drop(T);

    Table restored = restore(Optional.empty());

    assertThat(restored.id()).isEqualTo(lake.table.id());
    assertThat(restored.name()).isEqualTo(T);
    assertThat(lake.commit(aSnapshot(2), rows("1", 1)).isInEffect()).isTrue();
    assertThat(lake.partition("dt=1").orElseThrow().recordCount()).isEqualTo(2);
    assertThat(dropped()).isEmpty();
  }

  @Test
  void aTakenNameIsNoPlaceToRestoreTo() {
    drop(T);
    lake.tables.create(ALICE, lake.catalog.id(), T, "managed");
    lake.views.create(
        ALICE,
        lake.catalog.id(),
        new ViewName("db", "v"),
        new ViewSchema("[]", "SELECT 1", Map.of(), Optional.empty(), Map.of()));

    assertThatThrownBy(() -> restore(Optional.empty()))
        .isInstanceOf(AlreadyExists.class)
        .hasMessageContaining("under another name");
    assertThatThrownBy(() -> restore(Optional.of("v"))).isInstanceOf(AlreadyExists.class);
    assertThat(restore(Optional.of("t2")).name()).isEqualTo(new TableName("db", "t2"));
  }

  @Test
  void aDatabaseThatIsGoneHasToBeMadeAgainBeforeItsTablesAreRestored() {
    lake.databases.drop(ALICE, lake.catalog.id(), "db");

    assertThatThrownBy(() -> restore(Optional.empty()))
        .isInstanceOfSatisfying(
            NotFound.class, e -> assertThat(e.kind()).isEqualTo(ResourceKind.DATABASE))
        .hasMessageContaining("CREATE DATABASE IF NOT EXISTS `db`");
    lake.databases.create(ALICE, lake.catalog.id(), "db", Map.of());
    assertThat(restore(Optional.empty()).name()).isEqualTo(T);
  }

  @Test
  void aDatabaseTakesAllItsManagedTablesIntoTheBin() {
    for (int i = 0; i < 130; i++) {
      lake.tables.create(ALICE, lake.catalog.id(), new TableName("db", "t-" + i), "managed");
    }

    lake.databases.drop(ALICE, lake.catalog.id(), "db");

    assertThat(lake.recycleBin.purgeAll(ALICE, "main")).isEqualTo(131);
    assertThat(folderExists()).isFalse();
  }

  @Test
  void whatIsNotInTheBinIsNotFound() {
    assertNotFound(ResourceKind.TABLE, () -> restore(Optional.empty()));
    assertNotFound(
        ResourceKind.TABLE, () -> lake.recycleBin.purge(ALICE, "main", new TableId("x")));
    assertNotFound(
        ResourceKind.CATALOG, () -> lake.recycleBin.list(ALICE, "none", PageRequest.first()));
  }

  @Test
  void aPurgedTableIsGoneWithItsFolder() {
    drop(T);

    lake.recycleBin.purge(ALICE, "main", lake.table.id());

    assertThat(folderExists()).isFalse();
    assertNotFound(ResourceKind.TABLE, () -> restore(Optional.empty()));
  }

  @Test
  void aSweepTakesOnlyTablesWhoseTimeIsOver() {
    drop(T);
    lake.clock.advance(Duration.ofDays(1).minusMillis(1));
    lake.recycleBin.sweep();
    assertThat(folderExists()).isTrue();

    lake.clock.advance(Duration.ofMillis(1));
    lake.recycleBin.sweep();

    assertThat(folderExists()).isFalse();
    assertThat(dropped()).isEmpty();
  }

  @Test
  void aCatalogStaysWhileThereIsATableInItsBin() {
    lake.databases.drop(ALICE, lake.catalog.id(), "db");
    assertThatThrownBy(() -> lake.catalogs.drop(ALICE, "main"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("db.t")
        .hasMessageContaining("moraine table purge main --all");
    assertThat(lake.databases.get(ALICE, lake.catalog.id(), "default").name()).isEqualTo("default");

    lake.recycleBin.purgeAll(ALICE, "main");
    lake.catalogs.drop(ALICE, "main");

    assertNotFound(ResourceKind.CATALOG, () -> lake.catalogs.get(ALICE, "main"));
  }

  @Test
  void aFolderThatCannotBeDeletedGoesWithALaterSweep() {
    drop(T);
    lake.tableFiles.refuseToDelete();
    lake.recycleBin.purge(ALICE, "main", lake.table.id());
    assertThat(folderExists()).isTrue();

    lake.tableFiles.deleteAgain();
    lake.recycleBin.sweep();

    assertThat(folderExists()).isFalse();
  }

  @Test
  void withoutRetentionATableAndADatabaseGoAtOnce() {
    alter(Map.of(RETENTION, "0"));
    Table second =
        lake.tables.create(ALICE, lake.catalog.id(), new TableName("db", "t2"), "managed");

    drop(T);
    assertThat(folderExists()).isFalse();
    lake.databases.drop(ALICE, lake.catalog.id(), "db");

    assertThat(lake.tableFiles.exists(second.location())).isFalse();
    assertThat(dropped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"30 s, PT30S", "15min, PT15M", " 12 h, PT12H", "7 d, P7D", "0, PT0S"})
  void aCatalogSaysHowLongItsTablesAreKept(String text, Duration expected) {
    alter(Map.of(RETENTION, text));
    drop(T);

    assertThat(dropped().stream().map(DroppedTable::expiresAt).toList())
        .isEqualTo(expected.isZero() ? List.of() : List.of(lake.clock.instant().plus(expected)));
  }

  @Test
  void aRemovedOptionBringsTheDayBack() {
    alter(Map.of(RETENTION, "7 d"));
    lake.catalogs.alter(ALICE, "main", Map.of(), List.of(RETENTION));
    drop(T);

    assertThat(onlyDropped().expiresAt()).isEqualTo(lake.clock.instant().plus(Duration.ofDays(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "d", "-1 d", "1 day", "1.5 h", "1000000 d", "P1D"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> alter(Map.of(RETENTION, text)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("1 d");
  }

  private void alter(Map<String, String> updates) {
    lake.catalogs.alter(ALICE, "main", updates, List.of());
  }

  private void drop(TableName name) {
    lake.tables.drop(ALICE, lake.catalog.id(), name);
  }

  private Table restore(Optional<String> name) {
    return lake.recycleBin.restore(ALICE, "main", lake.table.id(), name);
  }

  private List<DroppedTable> dropped() {
    return lake.recycleBin.list(ALICE, "main", PageRequest.first()).items();
  }

  private DroppedTable onlyDropped() {
    assertThat(dropped()).hasSize(1);
    return dropped().get(0);
  }

  private boolean folderExists() {
    return lake.tableFiles.exists(lake.table.location());
  }

  private static void assertNotFound(ResourceKind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(NotFound.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
