package dev.moraine.catalog.commit;

import dev.moraine.catalog.TableBranch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who lost a race for a table's head come back one after the other.
 *
 * <p>Paimon's clients try a lost commit again ten times, each time against everybody: under
 * constant contention some run out. Here a lost commit's answer is withheld (parked) until it is
 * its committer's turn; from then until that committer's next commit, or a deadline, other commits
 * of the table are held. So who has lost once wins the next time. Nothing waits longer than the
 * patience, which also unties whatever waits for each other; waiting takes no thread.
 *
 * <p>Fair within one server; others' commits are races as before.
 */
public final class CommitTurns {
  /** How long a committer may take to rebuild what it lost, before the others go on. */
  private static final Duration REBUILD = Duration.ofSeconds(2);

  /** How long an answer is withheld at most. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ScheduledExecutorService timer;
  private final Executor workers;
  private final Duration rebuild;
  private final Duration patience;
  private final Map<TableBranch, Contest> contests = new ConcurrentHashMap<>();

  /**
   * @param timer wakes up deadlines; runs nothing that takes long
   * @param workers run the commits that were held
   */
  public CommitTurns(ScheduledExecutorService timer, Executor workers) {
    this(timer, workers, REBUILD, PATIENCE);
  }

  CommitTurns(
      ScheduledExecutorService timer, Executor workers, Duration rebuild, Duration patience) {
    this.timer = timer;
    this.workers = workers;
    this.rebuild = rebuild;
    this.patience = patience;
  }

  /** Commits that meet at one table; guarded by itself. */
  private static final class Contest {
    private final Deque<Entry> held = new ArrayDeque<>();
    private final Deque<Entry> losers = new ArrayDeque<>();
    private @Nullable Entry turn;
    private int running;

    private boolean isOver() {
      return turn == null && running == 0 && held.isEmpty() && losers.isEmpty();
    }
  }

  /** One commit that was sent, and the answer to it. */
  private static final class Entry {
    private final String committer;
    private final Supplier<CommitOutcome> attempt;
    private final long deadlineNanos;
    private final CompletableFuture<CommitOutcome> answer = new CompletableFuture<>();
    private CommitOutcome outcome = new CommitOutcome.Lost("not tried");

    private Entry(String committer, Supplier<CommitOutcome> attempt, long deadlineNanos) {
      this.committer = committer;
      this.attempt = attempt;
      this.deadlineNanos = deadlineNanos;
    }
  }

  /**
   * Runs the attempt, at once or when those whose turn it is have had theirs.
   *
   * @param committer who commits; one who lost is known again by this when it comes back
   * @return the outcome, completed when it is to be told; what the attempt throws completes it too
   */
  public CompletableFuture<CommitOutcome> submit(
      TableBranch table, String committer, Supplier<CommitOutcome> attempt) {
    Entry entry = new Entry(committer, attempt, System.nanoTime() + patience.toNanos());
    boolean hold =
        inContest(
            table,
            contest -> {
              if (contest.turn != null && !contest.turn.committer.equals(committer)) {
                contest.held.add(entry);
                return true;
              }
              contest.running++;
              return false;
            });
    if (hold) {
      after(patience, () -> release(table, entry));
    } else {
      run(table, entry);
    }
    return entry.answer;
  }

  private void run(TableBranch table, Entry entry) {
    @Nullable RuntimeException thrown = null;
    try {
      entry.outcome = entry.attempt.get();
    } catch (RuntimeException e) {
      thrown = e;
    }
    boolean tell = settle(table, entry, thrown != null);
    if (thrown != null) {
      entry.answer.completeExceptionally(thrown);
    } else if (tell) {
      entry.answer.complete(entry.outcome);
    }
    goOn(table);
  }

  /**
   * @return whether the outcome is told now; a loser's may have to wait for its turn
   */
  private boolean settle(TableBranch table, Entry entry, boolean failed) {
    boolean park =
        inContest(
            table,
            contest -> {
              contest.running--;
              boolean hadTurn =
                  contest.turn != null && contest.turn.committer.equals(entry.committer);
              if (hadTurn) {
                contest.turn = null;
              }
              if (failed || entry.outcome.isInEffect()) {
                return false;
              }
              boolean late = System.nanoTime() - entry.deadlineNanos >= 0;
              if (late) {
                return false;
              }
              // Who loses in its own turn, to a commit that was under way before, goes first again.
              if (hadTurn) {
                contest.losers.addFirst(entry);
              } else {
                contest.losers.addLast(entry);
              }
              return true;
            });
    if (park) {
      long left = entry.deadlineNanos - System.nanoTime();
      after(Duration.ofNanos(Math.max(0, left)), () -> release(table, entry));
    }
    return !park;
  }

  /** Gives the turn to the next loser, or lets the next held commit run. */
  private void goOn(TableBranch table) {
    Optional<Entry> loser = inContest(table, CommitTurns::giveTurn);
    if (loser.isPresent()) {
      Entry turn = loser.get();
      after(rebuild, () -> endTurn(table, turn));
      turn.answer.complete(turn.outcome);
      return;
    }
    inContest(table, CommitTurns::takeHeld)
        .ifPresent(held -> workers.execute(() -> run(table, held)));
  }

  private static Optional<Entry> giveTurn(Contest contest) {
    if (contest.turn != null || contest.losers.isEmpty()) {
      return Optional.empty();
    }
    Entry next = contest.losers.removeFirst();
    contest.turn = next;
    return Optional.of(next);
  }

  private static Optional<Entry> takeHeld(Contest contest) {
    if (contest.turn != null || contest.held.isEmpty()) {
      return Optional.empty();
    }
    contest.running++;
    return Optional.of(contest.held.removeFirst());
  }

  /** The deadline of one that waits: a held commit runs, a parked answer is told. */
  private void release(TableBranch table, Entry entry) {
    boolean wasHeld =
        inContest(
            table,
            contest -> {
              boolean held = contest.held.remove(entry);
              if (held) {
                contest.running++;
              }
              return held;
            });
    if (wasHeld) {
      workers.execute(() -> run(table, entry));
      return;
    }
    boolean wasParked = inContest(table, contest -> contest.losers.remove(entry));
    if (wasParked) {
      entry.answer.complete(entry.outcome);
    }
  }

  private void endTurn(TableBranch table, Entry entry) {
    boolean ended =
        inContest(
            table,
            contest -> {
              if (contest.turn != entry) {
                return false;
              }
              contest.turn = null;
              return true;
            });
    if (ended) {
      goOn(table);
    }
  }

  private void after(Duration delay, Runnable wakeUp) {
    var unused = timer.schedule(wakeUp, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How many tables somebody waits for, or just was at. */
  int contests() {
    return contests.size();
  }

  // compute() is the lock of one table's contest, and forgets a contest that is over.
  private <T> T inContest(TableBranch table, Function<Contest, T> step) {
    AtomicReference<@Nullable T> taken = new AtomicReference<>();
    contests.compute(
        table,
        (id, existing) -> {
          Contest contest = existing == null ? new Contest() : existing;
          taken.set(step.apply(contest));
          return contest.isOver() ? null : contest;
        });
    return Objects.requireNonNull(taken.get());
  }
}
