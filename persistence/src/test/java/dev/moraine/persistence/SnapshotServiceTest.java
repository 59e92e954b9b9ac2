package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.CommitOutcome.Committed;
import dev.moraine.catalog.commit.SnapshotVersion;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import dev.moraine.persistence.FakeSnapshotFiles.Crash;
import dev.moraine.persistence.FakeSnapshotFiles.Step;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SnapshotServiceTest {
  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  SnapshotServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void aTableWithoutSnapshotHasNone() {
    assertNotFound(ResourceKind.SNAPSHOT, () -> lake.snapshots.head(ALICE, lake.catalog.id(), T));
    assertNotFound(ResourceKind.SNAPSHOT, () -> get(new SnapshotVersion.Latest()));
    assertNotFound(ResourceKind.SNAPSHOT, () -> get(new SnapshotVersion.Earliest()));
    assertNotFound(ResourceKind.SNAPSHOT, () -> get(new SnapshotVersion.Id(1)));
    assertThat(list(10, Optional.empty()).items()).isEmpty();
  }

  @Test
  void aTableWithoutSnapshotCannotBeRolledBack() {
    tagFirst("left");

    assertNotFound(ResourceKind.SNAPSHOT, () -> lake.rollbackTo(1));
    assertNotFound(ResourceKind.SNAPSHOT, () -> rollback(tag("left")));
  }

  @Test
  void aFileAheadOfTheHeadIsNotShown() {
    commitThree();
    lake.snapshotFiles.crashAt(Step.AFTER_PUT);
    assertThatThrownBy(() -> lake.commit(aSnapshot(4))).isInstanceOf(Crash.class);

    assertThat(get(new SnapshotVersion.Latest()).id()).isEqualTo(3);
    assertNotFound(ResourceKind.SNAPSHOT, () -> get(new SnapshotVersion.Id(4)));
    assertThat(list(10, Optional.empty()).items())
        .extracting(Snapshot::id)
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void theEarliestIsTheOldestThatDidNotExpire() {
    commitThree();
    lake.snapshotFiles.expire(lake.table.location(), 1);

    assertThat(get(new SnapshotVersion.Earliest()).id()).isEqualTo(2);
    assertNotFound(ResourceKind.SNAPSHOT, () -> get(new SnapshotVersion.Id(1)));
  }

  @Test
  void aTagIsAVersion() {
    commitThree();
    tagFirst("v1");

    assertThat(get(tag("v1")).id()).isEqualTo(1);
    assertNotFound(ResourceKind.SNAPSHOT, () -> get(tag("v9")));
  }

  @Test
  void snapshotsAreListedNewestFirstInPages() {
    commitThree();

    Page<Snapshot> first = list(2, Optional.empty());
    Page<Snapshot> second = list(2, first.nextToken());

    assertThat(first.items()).extracting(Snapshot::id).containsExactly(3L, 2L);
    assertThat(first.nextToken()).contains("2");
    assertThat(second.items()).extracting(Snapshot::id).containsExactly(1L);
    assertThat(second.nextToken()).isEmpty();
    assertThatThrownBy(() -> list(2, Optional.of("x"))).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aRollbackMovesTheHeadAndCountsAnew() {
    commitThree();
    lake.snapshotFiles.countAs(
        Map.of(Map.of("dt", "1"), rows("1", 1), Map.of("dt", "2"), rows("2", 4)));

    lake.rollbackTo(1);

    assertThat(lake.headId()).isEqualTo(1);
    assertThat(lake.head().orElseThrow().recordCount()).isEqualTo(5);
    assertThat(lake.partition("dt=1").orElseThrow().recordCount()).isEqualTo(1);
    assertThat(lake.partition("dt=2").orElseThrow().recordCount()).isEqualTo(4);
    assertThat(lake.snapshotFiles.listIds(lake.table.location())).containsExactly(1L);
    assertThat(lake.snapshotFiles.hints()).last().isEqualTo(1L);
  }

  @Test
  void aRollbackKeepsWhenAPartitionWasMade() {
    commitThree();
    Provenance made = lake.partition("dt=1").orElseThrow().provenance();
    lake.snapshotFiles.countAs(
        Map.of(Map.of("dt", "1"), rows("1", 1), Map.of("dt", "2"), rows("2", 4)));

    lake.snapshots.rollback(
        new Principal("bob"), lake.catalog.id(), T, new SnapshotVersion.Id(1), Optional.empty());

    Provenance kept = lake.partition("dt=1").orElseThrow().provenance();
    assertThat(kept).isEqualTo(made.updated(new Principal("bob"), kept.updatedAt()));
    assertThat(lake.partition("dt=2").orElseThrow().provenance().createdBy()).isEqualTo("bob");
  }

  @Test
  void idsAreUsedAgainAfterARollback() {
    commitThree();
    lake.rollbackTo(1);

    assertThat(lake.commit(aSnapshot(2).withManifests("anew"))).isInstanceOf(Committed.class);

    assertThat(get(new SnapshotVersion.Id(2)).deltaManifestList()).isEqualTo("anew");
  }

  @Test
  void aRollbackThatACrashCutShortHidesWhatItLeft() {
    commitThree();
    lake.snapshotFiles.crashAt(Step.BEFORE_CLEAN);

    assertThatThrownBy(() -> lake.rollbackTo(1)).isInstanceOf(Crash.class);

    assertNotFound(ResourceKind.SNAPSHOT, () -> get(new SnapshotVersion.Id(2)));
    assertThat(lake.commit(aSnapshot(2).withManifests("anew"))).isInstanceOf(Committed.class);
    assertThat(lake.file(2).orElseThrow().deltaManifestList()).isEqualTo("anew");
  }

  @Test
  void aRollbackToATagBringsItsExpiredFileBack() {
    commitThree();
    tagFirst("v1");
    lake.snapshotFiles.expire(lake.table.location(), 1);

    rollback(tag("v1"));

    assertThat(lake.headId()).isEqualTo(1);
    assertThat(lake.file(1)).isPresent();
  }

  @Test
  void aRollbackFromAnotherHeadIsAConflict() {
    commitThree();

    assertThatThrownBy(
            () ->
                lake.snapshots.rollback(
                    ALICE, lake.catalog.id(), T, new SnapshotVersion.Id(1), Optional.of(4L)))
        .isInstanceOf(Conflict.class)
        .hasMessage("Latest snapshot 3 is not 4");
    assertThat(lake.headId()).isEqualTo(3);
  }

  @Test
  void aRollbackToWhatDoesNotExistNamesIt() {
    commitThree();

    assertNotFound(ResourceKind.SNAPSHOT, () -> lake.rollbackTo(4));
    assertNotFound(ResourceKind.TAG, () -> rollback(tag("v9")));
  }

  private static SnapshotVersion tag(String name) {
    return new SnapshotVersion.Tag(new TagName(name));
  }

  private void tagFirst(String name) {
    lake.tagFiles.putIfAbsent(
        lake.table.location(), Tag.of(new TagName(name), aSnapshot(1).build()));
  }

  private void commitThree() {
    for (int id = 1; id <= 3; id++) {
      lake.commit(aSnapshot(id), rows("1", 1));
    }
  }

  private Snapshot get(SnapshotVersion version) {
    return lake.snapshots.get(ALICE, lake.catalog.id(), T, version);
  }

  private void rollback(SnapshotVersion version) {
    lake.snapshots.rollback(ALICE, lake.catalog.id(), T, version, Optional.empty());
  }

  private Page<Snapshot> list(int maxResults, Optional<String> after) {
    return lake.snapshots.list(ALICE, lake.catalog.id(), T, new PageRequest(maxResults, after));
  }

  private static void assertNotFound(ResourceKind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(NotFound.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
