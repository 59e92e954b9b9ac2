package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Head;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.SnapshotBuilder;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.commit.CommitOutcome;
import dev.moraine.catalog.commit.CommitOutcome.Committed;
import dev.moraine.catalog.commit.CommitOutcome.Lost;
import dev.moraine.catalog.commit.CommitOutcome.Replayed;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.persistence.FakeSnapshotFiles.Crash;
import dev.moraine.persistence.FakeSnapshotFiles.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class CommitServiceTest {
  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  CommitServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void theFirstSnapshotBecomesTheHead() {
    assertThat(lake.commit(aSnapshot(1), rows("1", 1))).isInstanceOf(Committed.class);

    Head head = lake.head().orElseThrow();
    assertThat(head.snapshot()).isEqualTo(aSnapshot(1).build());
    assertThat(head.recordCount()).isEqualTo(1);
    assertThat(lake.file(1)).contains(aSnapshot(1).build());
    assertThat(lake.snapshotFiles.hints()).containsExactly(1L);
  }

  @Test
  void theNextSnapshotFollowsTheHead() {
    lake.commit(aSnapshot(1), rows("1", 1));

    assertThat(lake.commit(aSnapshot(2), rows("1", 1))).isInstanceOf(Committed.class);

    assertThat(lake.headId()).isEqualTo(2);
    assertThat(partition("dt=1").recordCount()).isEqualTo(2);
    assertThat(lake.head().orElseThrow().fileSizeInBytes()).isEqualTo(200);
  }

  @Test
  void aSnapshotIsKeptToTheLetter() {
    SnapshotBuilder snapshot = aSnapshot(1).withUuid("ü");

    lake.commit(snapshot);

    assertThat(lake.head().orElseThrow().snapshot().json()).isEqualTo(snapshot.json());
    assertThat(lake.file(1).orElseThrow().json()).isEqualTo(snapshot.json());
  }

  @Test
  void theHeadsReplayIsInEffectAndCountsOnce() {
    lake.commit(aSnapshot(1), rows("1", 1));

    assertThat(lake.commit(aSnapshot(1), rows("1", 1))).isInstanceOf(Replayed.class);

    assertThat(partition("dt=1").recordCount()).isEqualTo(1);
    assertThat(lake.head().orElseThrow().recordCount()).isEqualTo(1);
  }

  @Test
  void anOlderSnapshotsReplayIsInEffectAndCountsOnce() {
    lake.commit(aSnapshot(1).withUuid("u1"), rows("1", 1));
    lake.commitOnto("u1", aSnapshot(2).withUuid("u2"), rows("1", 1));

    assertThat(lake.commit(aSnapshot(1).withUuid("u1"), rows("1", 1))).isInstanceOf(Replayed.class);

    assertThat(partition("dt=1").recordCount()).isEqualTo(2);
    assertThat(lake.headId()).isEqualTo(2);
  }

  @Test
  void anotherCommitOfATakenIdLoses() {
    lake.commit(aSnapshot(1));

    assertThat(lake.commit(aSnapshot(1).withManifests("others"))).isInstanceOf(Lost.class);
    assertThat(lake.commit(aSnapshot(1).by("writer-2", 1))).isInstanceOf(Lost.class);
    assertThat(lake.commit(aSnapshot(1).withUuid("u1"))).isInstanceOf(Lost.class);

    assertThat(lake.file(1)).contains(aSnapshot(1).build());
  }

  @Test
  void aReplayOfAnExpiredSnapshotCannotBeTold() {
    lake.commit(aSnapshot(1));
    lake.commit(aSnapshot(2));
    lake.snapshotFiles.expire(lake.table.location(), 1);

    assertThat(lake.commit(aSnapshot(1))).isInstanceOf(Lost.class);
  }

  @Test
  void aLateCommitIsRebasedOntoTheHead() {
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1), rows("1", 1));
    lake.commit(aSnapshot(2), rows("1", 1));
    SnapshotBuilder late = aSnapshot(2).by("other", 1).withManifests("others");

    CommitOutcome outcome = lake.commit(late, rows("1", 1));

    assertThat(outcome).isInstanceOf(Committed.class);
    assertThat(lake.headId()).isEqualTo(3);
    assertThat(lake.file(3)).contains(lake.head().orElseThrow().snapshot());
    assertThat(lake.head().orElseThrow().snapshot().commitUser()).isEqualTo("other");
    assertThat(partition("dt=1").recordCount()).isEqualTo(3);
    assertThat(lake.rebase.leftBehind()).containsExactly(late.build());
  }

  @Test
  void aRebasedCommitsReplayIsInEffectAndCountsOnce() {
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1), rows("1", 1));
    SnapshotBuilder late = aSnapshot(1).by("other", 1).withManifests("others");
    lake.commit(late, rows("1", 1));
    lake.commit(aSnapshot(3), rows("1", 1));

    assertThat(lake.commit(late, rows("1", 1))).isInstanceOf(Replayed.class);

    assertThat(lake.headId()).isEqualTo(3);
    assertThat(partition("dt=1").recordCount()).isEqualTo(3);
  }

  @Test
  void anotherAttemptOfWhatIsInEffectIsNotRebased() {
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1));
    lake.commit(aSnapshot(2).by("writer", 7));

    assertThat(lake.commit(aSnapshot(2).by("writer", 7).withManifests("again")))
        .isInstanceOf(Lost.class);
  }

  @Test
  void aCommitOfARolledBackBaseIsNotRebased() {
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1).withUuid("u1"));
    lake.commitOnto("u1", aSnapshot(2).withUuid("gone"));
    lake.rollbackTo(1);
    lake.commitOnto("u1", aSnapshot(2).withUuid("u2"));
    lake.commitOnto("u2", aSnapshot(3).withUuid("u3"));

    assertThat(lake.commitOnto("gone", aSnapshot(3).withUuid("late"))).isInstanceOf(Lost.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aCommitIsNotRebasedOverSnapshotsThatExpired(long expired) {
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1));
    lake.commit(aSnapshot(2));
    lake.commit(aSnapshot(3));
    lake.snapshotFiles.expire(lake.table.location(), expired);

    assertThat(lake.commit(aSnapshot(2).by("other", 1).withManifests("others")))
        .isInstanceOf(Lost.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"BEFORE_PUT", "AFTER_PUT"})
  void aRebasedCommitThatACrashCutShortIsDoneOnceWhenSentAgain(Step step) {
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1), rows("1", 1));
    SnapshotBuilder late = aSnapshot(1).by("other", 1).withManifests("others");
    lake.snapshotFiles.crashAt(step);
    assertThatThrownBy(() -> lake.commit(late, rows("1", 1))).isInstanceOf(Crash.class);

    assertThat(lake.commit(late, rows("1", 1)).isInEffect()).isTrue();

    assertThat(lake.headId()).isEqualTo(2);
    assertThat(partition("dt=1").recordCount()).isEqualTo(2);
  }

  @Test
  void anIdBehindAGapLoses() {
    assertThat(lake.commit(aSnapshot(2))).isInstanceOf(Lost.class);

    assertThat(lake.head()).isEmpty();
    assertThat(lake.file(2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void anIdBelowOneIsNoSnapshot(long id) {
    assertThatThrownBy(() -> lake.commit(aSnapshot(id))).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aCommitOntoAnotherBaseLoses() {
    lake.commit(aSnapshot(1).withUuid("u1"));

    assertThat(lake.commitOnto("u0", aSnapshot(2).withUuid("u2"))).isInstanceOf(Lost.class);
    assertThat(lake.commitOnto("u1", aSnapshot(2).withUuid("u2"))).isInstanceOf(Committed.class);
  }

  @Test
  void aCommitOntoABaseOfAnEmptyTableLoses() {
    assertThat(lake.commitOnto("u0", aSnapshot(1).withUuid("u1"))).isInstanceOf(Lost.class);
  }

  @Test
  void aClientThatGivesUuidsButNamesNoBaseBuiltOnNothing() {
    lake.commit(aSnapshot(1).withUuid("u1"));

    assertThat(lake.commit(aSnapshot(2).withUuid("u2"))).isInstanceOf(Lost.class);
  }

  @Test
  void aLegacyWriterFollowsAHeadWithUuid() {
    lake.commit(aSnapshot(1).withUuid("u1"));

    assertThat(lake.commit(aSnapshot(2))).isInstanceOf(Committed.class);
    assertThat(lake.commit(aSnapshot(3).withUuid("u3"))).isInstanceOf(Committed.class);
  }

  @Test
  void aLegacyWriterWhoseBaseWasRolledBackLosesByItsTotals() {
    lake.commit(aSnapshot(1).adding(10, 10));
    lake.commit(aSnapshot(2).adding(5, 15));
    lake.rollbackTo(1);
    lake.commit(aSnapshot(2).adding(7, 17).withManifests("after-rollback"));

    assertThat(lake.commit(aSnapshot(3).adding(1, 16))).isInstanceOf(Lost.class);
    assertThat(lake.commit(aSnapshot(3).adding(1, 18))).isInstanceOf(Committed.class);
  }

  @Test
  void aCommitForATableThatWasReplacedIsNotFound() {
    assertThatThrownBy(() -> lake.commitFor(new TableId("former"), aSnapshot(1)))
        .isInstanceOfSatisfying(
            NotFound.class, e -> assertThat(e.kind()).isEqualTo(ResourceKind.TABLE));
    assertThat(lake.head()).isEmpty();
  }

  @Test
  void aSchemaThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> lake.commit(aSnapshot(1).ofSchema(1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("schema 1");
    assertThat(lake.file(1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"BEFORE_PUT", "AFTER_PUT"})
  void aCommitThatACrashCutShortIsDoneWhenSentAgain(Step step) {
    lake.snapshotFiles.crashAt(step);
    assertThatThrownBy(() -> lake.commit(aSnapshot(1), rows("1", 1))).isInstanceOf(Crash.class);
    assertThat(lake.head()).isEmpty();

    assertThat(lake.commit(aSnapshot(1), rows("1", 1))).isInstanceOf(Committed.class);

    assertThat(partition("dt=1").recordCount()).isEqualTo(1);
  }

  @Test
  void anotherCommitTakesThePlaceOfAFileThatACrashLeft() {
    lake.snapshotFiles.crashAt(Step.AFTER_PUT);
    assertThatThrownBy(() -> lake.commit(aSnapshot(1))).isInstanceOf(Crash.class);
    SnapshotBuilder other = aSnapshot(1).withManifests("others");

    assertThat(lake.commit(other)).isInstanceOf(Committed.class);

    assertThat(lake.file(1)).contains(other.build());
    assertThat(lake.head().orElseThrow().snapshot()).isEqualTo(other.build());
    assertThat(lake.commit(aSnapshot(1))).isInstanceOf(Lost.class);
  }

  @Test
  void aCrashAfterReplacingLeavesTheHeadWithItsFile() {
    lake.commit(aSnapshot(1));
    lake.snapshotFiles.crashAt(Step.AFTER_PUT);
    assertThatThrownBy(() -> lake.commit(aSnapshot(2))).isInstanceOf(Crash.class);
    lake.snapshotFiles.crashAt(Step.AFTER_REPLACE);
    assertThatThrownBy(() -> lake.commit(aSnapshot(2).withManifests("others")))
        .isInstanceOf(Crash.class);

    assertThat(lake.headId()).isEqualTo(1);
    assertThat(lake.file(1)).isPresent();
    assertThat(lake.commit(aSnapshot(2))).isInstanceOf(Committed.class);
    assertThat(lake.file(2)).contains(aSnapshot(2).build());
  }

  @Test
  void aTableDroppedBetweenFileAndHeadTakesNoCommit() {
    lake.snapshotFiles.afterNextPut(() -> lake.databases.drop(Lake.ALICE, lake.catalog.id(), "db"));

    assertThat(lake.commit(aSnapshot(1), rows("1", 1))).isInstanceOf(Lost.class);

    assertThat(lake.head()).isEmpty();
    assertThat(lake.partition("dt=1")).isEmpty();
  }

  @Test
  void aCommitThatWaitedWhileItsTableWasDroppedDoesNotBringTheFolderBack() throws Exception {
    lake.catalogs.alter(
        Lake.ALICE, "main", Map.of("moraine.recycle-bin.retention", "0"), List.of());
    ExecutorService other = Executors.newSingleThreadExecutor();
    List<Future<?>> waiting = new ArrayList<>();
    // Held up inside the lock, a first commit keeps a second one waiting for it; both have looked
    // the table up by then.
    lake.snapshotFiles.afterNextPut(
        () -> {
          waiting.add(other.submit(() -> lake.commit(aSnapshot(2))));
          sleepUntilWaiting();
          lake.databases.drop(Lake.ALICE, lake.catalog.id(), "db");
        });

    lake.commit(aSnapshot(1));

    assertThatThrownBy(() -> waiting.get(0).get()).hasCauseInstanceOf(NotFound.class);
    assertThat(lake.snapshotFiles.knowsFolder(lake.table.location())).isFalse();
    other.shutdown();
  }

  private static void sleepUntilWaiting() {
    try {
      for (int i = 0; i < 1_000; i++) {
        boolean waits =
            Thread.getAllStackTraces().keySet().stream()
                .anyMatch(
                    thread ->
                        thread.getName().startsWith("pool-")
                            && thread.getState() == Thread.State.WAITING
                            && List.of(thread.getStackTrace()).stream()
                                .anyMatch(frame -> frame.getMethodName().equals("inside")));
        if (waits) {
          return;
        }
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aPartitionThatFallsToZeroGoes() {
    lake.commit(aSnapshot(1).adding(5, 5), rows("1", 5));

    lake.commit(aSnapshot(2).adding(-5, 0), rows("1", -5));

    assertThat(lake.partition("dt=1")).isEmpty();
    assertThat(lake.head().orElseThrow().recordCount()).isZero();
  }

  @Test
  void concurrentCommitsHaveOneWinnerForEachId() throws Exception {
    int threads = 8;
    int commitsOfEach = 10;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();

    for (int thread = 0; thread < threads; thread++) {
      String writer = "writer-" + thread;
      done.add(
          executor.submit(
              () -> {
                int won = 0;
                while (won < commitsOfEach) {
                  Optional<Head> head = lake.head();
                  long id = head.map(each -> each.snapshot().id()).orElse(0L) + 1;
                  SnapshotBuilder next =
                      aSnapshot(id).by(writer, won).withManifests(writer + "-" + id);
                  if (lake.commit(next, rows("1", 1)) instanceof Committed) {
                    won++;
                  }
                }
              }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    executor.shutdown();

    long total = (long) threads * commitsOfEach;
    assertThat(lake.headId()).isEqualTo(total);
    assertThat(lake.head().orElseThrow().recordCount()).isEqualTo(total);
    assertThat(partition("dt=1").recordCount()).isEqualTo(total);
    assertThat(lake.snapshotFiles.listIds(lake.table.location())).hasSize((int) total);
    assertThat(lake.file(total)).contains(lake.head().orElseThrow().snapshot());
  }

  @Test
  void commitsThatComeAtOnceOntoTheSameBaseAllTakeEffectOnce() throws Exception {
    int threads = 16;
    lake.rebase.moveAll();
    lake.commit(aSnapshot(1), rows("1", 1));
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<CommitOutcome>> outcomes = new ArrayList<>();

    for (int thread = 0; thread < threads; thread++) {
      // Each is sent twice.
      String writer = "writer-" + thread / 2;
      SnapshotBuilder next = aSnapshot(2).by(writer, 1).withManifests(writer);
      outcomes.add(executor.submit(() -> lake.commit(next, rows("1", 1))));
    }
    int committed = 0;
    for (Future<CommitOutcome> each : outcomes) {
      assertThat(each.get().isInEffect()).isTrue();
      committed += each.get() instanceof Committed ? 1 : 0;
    }
    executor.shutdown();

    assertThat(committed).isEqualTo(threads / 2);
    assertThat(lake.headId()).isEqualTo(1 + threads / 2);
    assertThat(partition("dt=1").recordCount()).isEqualTo(1 + threads / 2);
    assertThat(lake.snapshotFiles.listIds(lake.table.location())).hasSize(1 + threads / 2);
    assertThat(lake.file(lake.headId())).contains(lake.head().orElseThrow().snapshot());
  }

  private Partition partition(String name) {
    return lake.partition(name).orElseThrow();
  }
}
