package dev.moraine.catalog.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitTurnsTest {
  private static final TableBranch T = TableBranch.main(new TableId("t"));
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final CommitOutcome WON =
      new CommitOutcome.Committed(
          new Snapshot(1, Optional.empty(), 0, "u", 1, "APPEND", 1, 1, 1, "b", "d", "{}"));
  private static final CommitOutcome LOST = new CommitOutcome.Lost("another was first");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService workers = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    timer.shutdownNow();
    workers.shutdownNow();
  }

  private CommitTurns turns(Duration rebuild, Duration patience) {
    // Clients of the tests do not sleep, so windows open at once.
    return new CommitTurns(
        CommitTurns.LostCommits.TAKE_TURNS, timer, workers, Duration.ZERO, rebuild, patience);
  }

  private static CommitOutcome get(CompletableFuture<CommitOutcome> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void anUncontestedCommitIsAnsweredAtOnceAndLeavesNothingBehind() {
    CommitTurns turns = turns(LONG, LONG);

    CompletableFuture<CommitOutcome> answer = turns.submit(T, "a", 1, () -> WON);

    assertThat(answer).isCompletedWithValue(WON);
    assertThat(turns.contests()).isZero();
  }

  @Test
  void whoLosesAloneIsToldAtOnceAndTheOthersAreHeldUntilItIsBack() throws Exception {
    CommitTurns turns = turns(LONG, LONG);

    CompletableFuture<CommitOutcome> lost = turns.submit(T, "a", 1, () -> LOST);
    CompletableFuture<CommitOutcome> other = turns.submit(T, "b", 1, () -> WON);
    boolean otherWasHeld = !other.isDone();
    CompletableFuture<CommitOutcome> again = turns.submit(T, "a", 1, () -> WON);

    assertThat(lost).isCompletedWithValue(LOST);
    assertThat(otherWasHeld).isTrue();
    assertThat(again).isCompletedWithValue(WON);
    assertThat(get(other)).isEqualTo(WON);
    assertThat(turns.contests()).isZero();
  }

  @Test
  void losersAreToldInTheOrderOfTheirArrivalAndNoneWhileTwoAreExpectedBack() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    assertThat(turns.submit(T, "a", 1, () -> LOST)).isCompletedWithValue(LOST);
    CompletableFuture<CommitOutcome> second = turns.submit(T, "b", 0, () -> LOST);
    CompletableFuture<CommitOutcome> third = turns.submit(T, "c", 0, () -> LOST);

    assertThat(get(second)).isEqualTo(LOST);
    boolean thirdWaits = !third.isDone();
    assertThat(turns.submit(T, "a", 1, () -> WON)).isCompletedWithValue(WON);

    assertThat(thirdWaits).isTrue();
    assertThat(get(third)).isEqualTo(LOST);
  }

  @Test
  void whoHasLostThreeTimesIsAloneUntilItIsBack() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    for (int loss = 0; loss < 3; loss++) {
      assertThat(get(turns.submit(T, "unlucky", 1, () -> LOST))).isEqualTo(LOST);
    }
    CompletableFuture<CommitOutcome> other = turns.submit(T, "other", 1, () -> WON);
    CompletableFuture<CommitOutcome> stale = turns.submit(T, "stale", 0, () -> LOST);

    CompletableFuture<CommitOutcome> last =
        turns.submit(T, "unlucky", 1, () -> other.isDone() || stale.isDone() ? LOST : WON);

    assertThat(last).isCompletedWithValue(WON);
    assertThat(get(other)).isEqualTo(WON);
    assertThat(get(stale)).isEqualTo(LOST);
  }

  @Test
  void whatCanTakeNoHeadIsNotHeld() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    assertThat(turns.submit(T, "a", 1, () -> LOST)).isCompletedWithValue(LOST);

    CompletableFuture<CommitOutcome> replay = turns.submit(T, "b", 0, () -> WON);

    assertThat(replay).isCompletedWithValue(WON);
  }

  @Test
  void whoeverRacesIsToldAtOnce() {
    CommitTurns turns =
        new CommitTurns(CommitTurns.LostCommits.RACE, timer, workers, Duration.ZERO, LONG, LONG);

    assertThat(turns.submit(T, "a", 1, () -> LOST)).isCompletedWithValue(LOST);
    assertThat(turns.submit(T, "b", 1, () -> LOST)).isCompletedWithValue(LOST);
    assertThat(turns.contests()).isZero();
  }

  @Test
  void whoDoesNotComeBackInTimeLosesItsTurn() throws Exception {
    CommitTurns turns = turns(SHORT, LONG);
    assertThat(turns.submit(T, "gone", 1, () -> LOST)).isCompletedWithValue(LOST);

    CompletableFuture<CommitOutcome> other = turns.submit(T, "b", 1, () -> WON);

    assertThat(other.isDone()).isFalse();
    assertThat(get(other)).isEqualTo(WON);
  }

  @Test
  void nobodyWaitsLongerThanThePatience() throws Exception {
    CommitTurns turns = turns(LONG, SHORT);
    assertThat(turns.submit(T, "gone", 1, () -> LOST)).isCompletedWithValue(LOST);

    CompletableFuture<CommitOutcome> held = turns.submit(T, "b", 1, () -> LOST);

    assertThat(held.isDone()).isFalse();
    assertThat(get(held)).isEqualTo(LOST);
  }

  @Test
  void whatAnAttemptThrowsIsToldAndEndsItsTurn() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    assertThat(turns.submit(T, "a", 1, () -> LOST)).isCompletedWithValue(LOST);
    CompletableFuture<CommitOutcome> other = turns.submit(T, "b", 1, () -> WON);

    CompletableFuture<CommitOutcome> failed =
        turns.submit(
            T,
            "a",
            1,
            () -> {
              throw new IllegalArgumentException("dropped meanwhile");
            });

    assertThatThrownBy(failed::join).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(get(other)).isEqualTo(WON);
    assertThat(turns.contests()).isZero();
  }

  @Test
  void tablesDoNotWaitForEachOther() {
    CommitTurns turns = turns(LONG, LONG);
    assertThat(turns.submit(T, "a", 1, () -> LOST)).isCompletedWithValue(LOST);

    assertThat(turns.submit(TableBranch.main(new TableId("other")), "b", 1, () -> WON))
        .isCompletedWithValue(WON);
  }

  @Test
  void underConstantContentionNobodyRunsOutOfTheTenTriesThatPaimonsClientsMake() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    AtomicLong head = new AtomicLong();
    AtomicLong worstRow = new AtomicLong();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    for (int writer = 0; writer < 8; writer++) {
      String name = "w" + writer;
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int commit = 0; commit < 25; commit++) {
                  long losses = 0;
                  while (true) {
                    long base = head.get();
                    rebuild();
                    CommitOutcome outcome =
                        turns
                            .submit(
                                T,
                                name,
                                base + 1,
                                () -> head.compareAndSet(base, base + 1) ? WON : LOST)
                            .join();
                    if (outcome.isInEffect()) {
                      break;
                    }
                    losses++;
                    worstRow.accumulateAndGet(losses, Math::max);
                  }
                }
              },
              clients));
    }

    CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    clients.shutdown();

    assertThat(head).hasValue(8 * 25);
    assertThat(worstRow.get()).isLessThan(10);
    assertThat(turns.contests()).isZero();
  }

  // A client's work between reading the head and committing.
  private static void rebuild() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
