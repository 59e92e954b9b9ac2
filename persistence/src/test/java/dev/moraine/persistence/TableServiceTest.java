package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.commit.CommitCommand;
import dev.moraine.catalog.commit.CommitOutcome;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class TableServiceTest {
  private static final TableName T2 = new TableName("db", "t2");
  private static final StorageLocation FOREIGN = new StorageLocation("file:/home/alice/t");

  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  TableServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void aManagedTablesFolderCarriesItsId() {
    assertThat(lake.table.location())
        .isEqualTo(lake.catalog.location().child(lake.table.id().value()));
    assertThat(lake.table.foreign()).isFalse();
    assertThat(lake.table.provenance().owner()).isEqualTo("alice");
  }

  @Test
  void aNameIsTakenOnce() {
    assertThatThrownBy(() -> create(T, "managed"))
        .isInstanceOfSatisfying(
            AlreadyExists.class, e -> assertThat(e.kind()).isEqualTo(ResourceKind.TABLE));
  }

  @Test
  void aTableInAnUnknownDatabaseNamesTheDatabase() {
    assertNotFound(ResourceKind.DATABASE, () -> create(new TableName("db9", "t"), "managed"));
    assertNotFound(ResourceKind.DATABASE, () -> get(new TableName("db9", "t")));
    assertNotFound(ResourceKind.TABLE, () -> get(new TableName("db", "t9")));
  }

  @Test
  void whoComesSecondLeavesNoFolder() {
    Table[] second = new Table[1];
    lake.tableFiles.afterNextCreate(() -> second[0] = create(T2, "managed"));

    assertThatThrownBy(() -> create(T2, "managed")).isInstanceOf(AlreadyExists.class);

    assertThat(get(T2)).isEqualTo(second[0]);
    assertThat(lake.tableFiles.exists(second[0].location())).isTrue();
  }

  @Test
  void aTableMadeWhileItsDatabaseWasDroppedIsNotMade() {
    lake.tableFiles.afterNextCreate(() -> lake.databases.drop(ALICE, lake.catalog.id(), "db"));

    assertNotFound(ResourceKind.DATABASE, () -> create(T2, "managed"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTableThatStoodInTheUsersFolderComesWithItsSnapshots(boolean registered) {
    lake.tableFiles.putSchema(FOREIGN, 0);
    lake.snapshotFiles.putIfAbsent(FOREIGN, List.of(aSnapshot(1).build()));
    lake.snapshotFiles.putIfAbsent(FOREIGN, List.of(aSnapshot(2).build()));
    lake.snapshotFiles.countAs(Map.of(Map.of("dt", "1"), rows("1", 2)));

    Table table =
        registered
            ? lake.tables.register(ALICE, lake.catalog.id(), T2, FOREIGN)
            : create(T2, "at:" + FOREIGN);

    Head head = lake.snapshots.head(ALICE, lake.catalog.id(), T2);
    assertThat(head.snapshot()).isEqualTo(aSnapshot(2).build());
    assertThat(head.recordCount()).isEqualTo(2);
    assertThat(
            lake.transactions
                .read(tx -> tx.partitions().find(table.ref(), List.of("dt=1")))
                .get(0)
                .recordCount())
        .isEqualTo(2);
    CommitOutcome first =
        lake.commits
            .commit(
                ALICE,
                lake.catalog.id(),
                T2,
                new CommitCommand(
                    Optional.empty(),
                    Optional.empty(),
                    aSnapshot(1).withManifests("x").json(),
                    List.of()))
            .join();
    assertThat(first.isInEffect()).isFalse();
    assertThat(lake.snapshotFiles.read(FOREIGN, 1)).contains(aSnapshot(1).build());
  }

  @Test
  void droppingAForeignTableLeavesItsFolder() {
    create(T2, "at:" + FOREIGN);

    lake.tables.drop(ALICE, lake.catalog.id(), T2);

    assertThat(lake.tableFiles.exists(FOREIGN)).isTrue();
    assertNotFound(ResourceKind.TABLE, () -> get(T2));
    assertThat(lake.recycleBin.list(ALICE, "main", PageRequest.first()).items()).isEmpty();
  }

  @Test
  void aRenamedTableIsTheSameTable() {
    lake.tables.rename(ALICE, lake.catalog.id(), T, T2);

    assertThat(get(T2).id()).isEqualTo(lake.table.id());
    assertNotFound(ResourceKind.TABLE, () -> get(T));
  }

  @Test
  void aTableIsNotRenamedOntoAnotherOrIntoNowhere() {
    create(T2, "managed");

    assertThatThrownBy(() -> lake.tables.rename(ALICE, lake.catalog.id(), T, T2))
        .isInstanceOf(AlreadyExists.class);
    assertNotFound(
        ResourceKind.DATABASE,
        () -> lake.tables.rename(ALICE, lake.catalog.id(), T, new TableName("db9", "t")));
  }

  @Test
  void anAlterationMovesTheRowToTheNextSchema() {
    Table altered = lake.tables.alter(ALICE, lake.catalog.id(), T, "[]");

    assertThat(altered.schema().id()).isEqualTo(1);
    assertThat(get(T)).isEqualTo(altered);
  }

  @Test
  void anAlterationTakesOverASchemaThatACrashLeft() {
    lake.tableFiles.putSchema(lake.table.location(), 1);

    assertThat(lake.tables.alter(ALICE, lake.catalog.id(), T, "[]").schema().id()).isEqualTo(2);
  }

  @Test
  void aReplacedTableIsTheSameOneWithAnotherSchemaAndNothingInIt() {
    lake.commit(aSnapshot(1), rows("1", 5));

    replace();

    Table replaced = get(T);
    assertThat(replaced.id()).isEqualTo(lake.table.id());
    assertThat(replaced.schema().id()).isEqualTo(1);
    Head head = lake.head().orElseThrow();
    assertThat(head.snapshot().id()).isEqualTo(2);
    assertThat(head.snapshot().schemaId()).isEqualTo(1);
    assertThat(head.recordCount()).isZero();
    assertThat(head.fileCount()).isZero();
    assertThat(lake.partition("dt=1")).isEmpty();
    assertThat(lake.file(1)).isPresent();
    assertThat(lake.file(2)).contains(head.snapshot());
    assertThat(lake.snapshotFiles.hints()).endsWith(2L);
  }

  @Test
  void aTableWithoutSnapshotIsReplacedWithoutOne() {
    replace();

    assertThat(get(T).schema().id()).isEqualTo(1);
    assertThat(lake.head()).isEmpty();
    assertThat(lake.commit(aSnapshot(1).ofSchema(1)).isInEffect()).isTrue();
  }

  @Test
  void aCommitOnWhatWasReplacedLosesItsRace() {
    lake.commit(aSnapshot(1));

    replace();

    assertThat(lake.commit(aSnapshot(2)).isInEffect()).isFalse();
    assertThat(lake.commit(aSnapshot(3).ofSchema(1).adding(1, 1)).isInEffect()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeSnapshotFiles.Step.class,
      names = {"BEFORE_CLEAN", "AFTER_REPLACE"})
  void aReplacementThatACrashBrokeIsEndedByTheNextCommit(FakeSnapshotFiles.Step step) {
    lake.commit(aSnapshot(1), rows("1", 5));
    lake.snapshotFiles.crashAt(step);
    assertThatThrownBy(this::replace).isInstanceOf(FakeSnapshotFiles.Crash.class);
    assertThat(lake.headId()).isEqualTo(1);
    assertThat(get(T).schema().id()).isZero();

    assertThat(lake.commit(aSnapshot(2)).isInEffect()).isFalse();

    assertThat(lake.headId()).isEqualTo(2);
    assertThat(lake.head().orElseThrow().recordCount()).isZero();
    assertThat(get(T).schema().id()).isEqualTo(1);
    assertThat(lake.partition("dt=1")).isEmpty();
    assertThat(lake.commit(aSnapshot(3).ofSchema(1).adding(1, 1)).isInEffect()).isTrue();
  }

  @Test
  void aReplacementPassesOverASchemaThatACrashLeft() {
    lake.tableFiles.putSchema(lake.table.location(), 1);

    replace();

    assertThat(get(T).schema().id()).isEqualTo(2);
  }

  @Test
  void whatACrashLeftAheadOfTheHeadIsNotInTheWayOfAReplacement() {
    lake.commit(aSnapshot(1));
    lake.snapshotFiles.putIfAbsent(lake.table.location(), List.of(aSnapshot(2).build()));
    lake.snapshotFiles.putIfAbsent(lake.table.location(), List.of(aSnapshot(3).build()));

    replace();

    assertThat(lake.file(2).map(Snapshot::commitUser)).contains("moraine");
    assertThat(lake.file(3)).isEmpty();
  }

  @Test
  void aBranchIsNotReplaced() {
    lake.branches.create(ALICE, lake.catalog.id(), T, new BranchName("b"), Optional.empty());

    assertThatThrownBy(
            () ->
                lake.tables.replace(ALICE, lake.catalog.id(), T.on(new BranchName("b")), "managed"))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aCatalogIsDroppedOnceItHasNothingButAnEmptyDefaultDatabase() {
    create(new TableName("default", "t"), "managed");
    assertThatThrownBy(() -> lake.catalogs.drop(ALICE, "main"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("'db'");
    lake.databases.drop(ALICE, lake.catalog.id(), "db");
    assertThatThrownBy(() -> lake.catalogs.drop(ALICE, "main"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("'default'");
    lake.tables.drop(ALICE, lake.catalog.id(), new TableName("default", "t"));
    lake.recycleBin.purgeAll(ALICE, "main");

    lake.catalogs.drop(ALICE, "main");

    assertNotFound(ResourceKind.CATALOG, () -> lake.catalogs.get(ALICE, "main"));
  }

  @Test
  void aDatabaseIsDroppedWithMoreTablesThanAPageHolds() {
    for (int i = 0; i < 130; i++) {
      create(new TableName("db", "t-" + i), "managed");
    }

    lake.databases.drop(ALICE, lake.catalog.id(), "db");

    assertNotFound(ResourceKind.DATABASE, () -> get(T));
  }

  private Table create(TableName name, String definition) {
    return lake.tables.create(ALICE, lake.catalog.id(), name, definition);
  }

  private void replace() {
    lake.tables.replace(ALICE, lake.catalog.id(), T, "managed");
  }

  private Table get(TableName name) {
    return lake.find(ALICE, lake.catalog.id(), name);
  }

  private static void assertNotFound(ResourceKind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(NotFound.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
