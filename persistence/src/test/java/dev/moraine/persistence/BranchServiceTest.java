package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.CommitCommand;
import dev.moraine.catalog.commit.CommitOutcome;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnEachDatabase
class BranchServiceTest {
  private static final BranchName B = new BranchName("b");

  @RegisterExtension final FreshDatabase fresh;

  private Lake lake;

  BranchServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void aBranchStartsAtTheNewestSnapshot() {
    lake.commit(aSnapshot(1));
    lake.commit(aSnapshot(2));

    create(B);

    assertThat(headId(B)).isEqualTo(2);
    assertThat(list()).containsExactly(B);
    assertThat(lake.snapshotFiles.listIds(branch(B).branchFolder())).containsExactly(2L);
  }

  @Test
  void aBranchStartsAtATag() {
    lake.commit(aSnapshot(1));
    lake.tagFiles.putIfAbsent(
        lake.table.location(), Tag.of(new TagName("v1"), lake.head().orElseThrow().snapshot()));
    lake.commit(aSnapshot(2));

    create(B, Optional.of(new TagName("v1")));

    assertThat(headId(B)).isEqualTo(1);
    assertThat(lake.tagFiles.find(branch(B).branchFolder(), new TagName("v1"))).isPresent();
  }

  @Test
  void aBranchOfAnEmptyTableIsEmpty() {
    create(B);

    assertThat(head(B)).isEmpty();
    assertThat(commit(B, 1).isInEffect()).isTrue();
    assertThat(lake.head()).isEmpty();
  }

  @Test
  void commitsOnABranchLeaveTheTableAlone() {
    lake.commit(aSnapshot(1));
    create(B);

    assertThat(commit(B, 2).isInEffect()).isTrue();
    assertThat(commit(B, 3).isInEffect()).isTrue();

    assertThat(headId(B)).isEqualTo(3);
    assertThat(lake.headId()).isEqualTo(1);
    assertThat(lake.file(2)).isEmpty();
  }

  @Test
  void aSnapshotWhereABranchStartedIsKeptByATagUntilTheBranchGoes() {
    TagName kept = new TagName("branch-b");
    lake.commit(aSnapshot(1));
    create(B);
    assertThat(lake.tagFiles.find(lake.table.location(), kept)).isPresent();

    delete(B);

    assertThat(lake.tagFiles.find(lake.table.location(), kept)).isEmpty();
    assertThat(list()).isEmpty();
    assertThat(lake.tableFiles.exists(branchFolder())).isFalse();
  }

  @Test
  void aTagOfTheUsersIsNotTakenForTheOneThatKeepsABranch() {
    lake.commit(aSnapshot(1));
    lake.tagFiles.putIfAbsent(
        lake.table.location(),
        Tag.of(new TagName("branch-b"), lake.head().orElseThrow().snapshot()));
    lake.commit(aSnapshot(2));

    assertThatThrownBy(() -> create(B)).isInstanceOf(AlreadyExists.class);
    assertThat(list()).isEmpty();
  }

  @Test
  void namesAreTakenOnceAndMainAlways() {
    create(B);

    assertThatThrownBy(() -> create(B)).isInstanceOf(AlreadyExists.class);
    assertThatThrownBy(() -> create(BranchName.MAIN)).isInstanceOf(AlreadyExists.class);
    assertThatThrownBy(() -> new BranchName("123")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> new BranchName("a/b")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> new BranchName("a$b")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void whatIsNotThereIsNamed() {
    BranchName none = new BranchName("none");

    assertThatThrownBy(() -> delete(none)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> forward(none)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> rename(none, B)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> create(B, Optional.of(new TagName("none"))))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> lake.find(ALICE, lake.catalog.id(), T.on(none)))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aBranchIsNoTableToDropOrRename() {
    create(B);

    assertThatThrownBy(() -> lake.tables.drop(ALICE, lake.catalog.id(), T.on(B)))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> lake.tables.rename(ALICE, lake.catalog.id(), T.on(B), T))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> lake.tables.create(ALICE, lake.catalog.id(), T.on(B), "managed"))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aRenamedBranchGoesOn() {
    BranchName next = new BranchName("next");
    lake.commit(aSnapshot(1));
    create(B);
    commit(B, 2);

    rename(B, next);

    assertThat(list()).containsExactly(next);
    assertThat(commit(next, 3).isInEffect()).isTrue();
    assertThat(lake.snapshotFiles.listIds(branch(next).branchFolder())).containsExactly(1L, 2L, 3L);
    assertThat(lake.tableFiles.exists(branchFolder())).isFalse();
  }

  @Test
  void theTableGoesToABranchAndLosesWhatItGotMeanwhile() {
    lake.commit(aSnapshot(1));
    create(B);
    commit(B, 2);
    commit(B, 3);
    for (long id = 2; id <= 5; id++) {
      lake.commit(aSnapshot(id).by("main", id));
    }

    forward(B);

    assertThat(lake.headId()).isEqualTo(3);
    assertThat(lake.head().map(Head::snapshot)).isEqualTo(head(B).map(Head::snapshot));
    assertThat(lake.snapshotFiles.listIds(lake.table.location())).containsExactly(1L, 2L, 3L);
    assertThat(lake.file(2).map(Snapshot::commitUser)).contains("branch");
    assertThat(lake.commit(aSnapshot(4)).isInEffect()).isTrue();
  }

  @Test
  void aBranchWithoutSnapshotIsNothingToGoTo() {
    create(B);

    assertThatThrownBy(() -> forward(B)).isInstanceOf(Conflict.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeBranchFiles.Step.class,
      names = {"AFTER_PUBLISH", "BEFORE_SWEEP", "AFTER_SWEEP"})
  void aForwardThatACrashBrokeIsEndedByTheNextCommit(FakeBranchFiles.Step step) {
    lake.commit(aSnapshot(1));
    create(B);
    commit(B, 2);
    for (long id = 2; id <= 5; id++) {
      lake.commit(aSnapshot(id).by("main", id));
    }
    lake.branchFiles.crashAt(step);
    assertThatThrownBy(() -> forward(B)).isInstanceOf(FakeSnapshotFiles.Crash.class);

    assertThat(lake.commit(aSnapshot(6).by("main", 6)).isInEffect()).isFalse();

    assertThat(lake.headId()).isEqualTo(2);
    assertThat(lake.snapshotFiles.listIds(lake.table.location())).containsExactly(1L, 2L);
    assertThat(lake.file(2).map(Snapshot::commitUser)).contains("branch");
    assertThat(lake.commit(aSnapshot(3)).isInEffect()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeBranchFiles.Step.class,
      names = {"AFTER_CREATE", "AFTER_COPY", "BEFORE_DELETE"})
  void whatACrashLeftIsReplaced(FakeBranchFiles.Step step) {
    lake.commit(aSnapshot(1));
    BranchName next = new BranchName("next");
    lake.branchFiles.crashAt(step);
    try {
      create(B);
      rename(B, next);
    } catch (FakeSnapshotFiles.Crash e) {
      assertThat(e).isNotNull();
    }

    if (list().isEmpty()) {
      create(B);
    }
    if (list().equals(List.of(B))) {
      rename(B, next);
    }

    assertThat(list()).containsExactly(next);
    create(B);
    assertThat(commit(B, 2).isInEffect()).isTrue();
    assertThat(commit(next, 2).isInEffect()).isTrue();
  }

  private void create(BranchName name) {
    create(name, Optional.empty());
  }

  private void create(BranchName name, Optional<TagName> from) {
    lake.branches.create(ALICE, lake.catalog.id(), T, name, from);
  }

  private void delete(BranchName name) {
    lake.branches.delete(ALICE, lake.catalog.id(), T, name);
  }

  private void rename(BranchName name, BranchName next) {
    lake.branches.rename(ALICE, lake.catalog.id(), T, name, next);
  }

  private void forward(BranchName name) {
    lake.branches.forward(ALICE, lake.catalog.id(), T, name);
  }

  private List<BranchName> list() {
    return lake.branches.list(ALICE, lake.catalog.id(), T);
  }

  private StorageLocation branchFolder() {
    return lake.table.on(B, lake.table.schema()).branchFolder();
  }

  private Table branch(BranchName name) {
    return lake.find(ALICE, lake.catalog.id(), T.on(name));
  }

  private Optional<Head> head(BranchName name) {
    return lake.transactions.read(tx -> tx.heads().find(new TableBranch(lake.table.id(), name)));
  }

  private long headId(BranchName name) {
    return head(name).orElseThrow().snapshot().id();
  }

  private CommitOutcome commit(BranchName name, long id) {
    return lake.commits
        .commit(
            ALICE,
            lake.catalog.id(),
            T.on(name),
            new CommitCommand(
                Optional.of(lake.table.id()),
                Optional.empty(),
                aSnapshot(id).by("branch", id).json(),
                List.of()))
        .join();
  }
}
