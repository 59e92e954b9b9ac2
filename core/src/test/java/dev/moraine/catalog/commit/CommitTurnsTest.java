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
    return new CommitTurns(timer, workers, rebuild, patience);
  }

  private static CommitOutcome get(CompletableFuture<CommitOutcome> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void anUncontestedCommitIsAnsweredAtOnceAndLeavesNothingBehind() {
    CommitTurns turns = turns(LONG, LONG);

    CompletableFuture<CommitOutcome> answer = turns.submit(T, "a", () -> WON);

    assertThat(answer).isCompletedWithValue(WON);
    assertThat(turns.contests()).isZero();
  }

  @Test
  void whoLosesAloneIsToldAtOnceAndTheOthersAreHeldUntilItIsBack() throws Exception {
    CommitTurns turns = turns(LONG, LONG);

    CompletableFuture<CommitOutcome> lost = turns.submit(T, "a", () -> LOST);
    CompletableFuture<CommitOutcome> other = turns.submit(T, "b", () -> WON);
    boolean otherWasHeld = !other.isDone();
    CompletableFuture<CommitOutcome> again = turns.submit(T, "a", () -> WON);

    assertThat(lost).isCompletedWithValue(LOST);
    assertThat(otherWasHeld).isTrue();
    assertThat(again).isCompletedWithValue(WON);
    assertThat(get(other)).isEqualTo(WON);
    assertThat(turns.contests()).isZero();
  }

  @Test
  void losersAreToldOneAtATimeInTheOrderOfTheirArrival() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    List<CompletableFuture<CommitOutcome>> answers = new ArrayList<>();
    answers.add(turns.submit(T, "a", () -> LOST));
    answers.add(turns.submit(T, "b", () -> LOST));
    answers.add(turns.submit(T, "c", () -> LOST));

    assertThat(turns.submit(T, "a", () -> WON)).isCompletedWithValue(WON);
    boolean bIsTold = get(answers.get(1)).equals(LOST);
    boolean cWaits = !answers.get(2).isDone();
    assertThat(turns.submit(T, "b", () -> WON)).isCompletedWithValue(WON);

    assertThat(bIsTold).isTrue();
    assertThat(cWaits).isTrue();
    assertThat(get(answers.get(2))).isEqualTo(LOST);
  }

  @Test
  void whoDoesNotComeBackInTimeLosesItsTurn() throws Exception {
    CommitTurns turns = turns(SHORT, LONG);
    assertThat(turns.submit(T, "gone", () -> LOST)).isCompletedWithValue(LOST);

    CompletableFuture<CommitOutcome> other = turns.submit(T, "b", () -> WON);

    assertThat(other.isDone()).isFalse();
    assertThat(get(other)).isEqualTo(WON);
  }

  @Test
  void nobodyWaitsLongerThanThePatience() throws Exception {
    CommitTurns turns = turns(LONG, SHORT);
    assertThat(turns.submit(T, "gone", () -> LOST)).isCompletedWithValue(LOST);

    CompletableFuture<CommitOutcome> held = turns.submit(T, "b", () -> LOST);

    assertThat(held.isDone()).isFalse();
    assertThat(get(held)).isEqualTo(LOST);
  }

  @Test
  void whatAnAttemptThrowsIsToldAndEndsItsTurn() throws Exception {
    CommitTurns turns = turns(LONG, LONG);
    assertThat(turns.submit(T, "a", () -> LOST)).isCompletedWithValue(LOST);
    CompletableFuture<CommitOutcome> other = turns.submit(T, "b", () -> WON);

    CompletableFuture<CommitOutcome> failed =
        turns.submit(
            T,
            "a",
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
    assertThat(turns.submit(T, "a", () -> LOST)).isCompletedWithValue(LOST);

    assertThat(turns.submit(TableBranch.main(new TableId("other")), "b", () -> WON))
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
                            .submit(T, name, () -> head.compareAndSet(base, base + 1) ? WON : LOST)
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
