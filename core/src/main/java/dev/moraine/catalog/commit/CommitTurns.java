package dev.moraine.catalog.commit;

import dev.moraine.catalog.TableBranch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
 * its committer's turn. A client that is told sleeps first, then reads the head, rebuilds and
 * commits. So a turn is a window of time that begins when that sleep ends: losers are told so that
 * their windows follow each other, as far apart as turns have been found to take, and while a
 * window is open, commits that could take the head away are held. Who loses in its turn gets a
 * longer one, and in the end one that nothing interrupts.
 *
 * <p>Nothing waits longer than the patience, which also unties whatever waits for each other;
 * waiting takes no thread. Fair within one server; others' commits are races as before.
 */
public final class CommitTurns {
  /** How long a window stays open at most for who does not come back. */
  private static final Duration REBUILD = Duration.ofSeconds(2);

  /** How long an answer is withheld at most. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * How long a client sleeps after its first loss, at least; twice as long after each further one.
   * Source: paimon-common RetryWaiter, with the default of commit.min-retry-wait.
   */
  private static final Duration FIRST_SLEEP = Duration.ofMillis(10);

  /**
   * From this loss on a committer has the table for itself from the telling on: it may be a client
   * that does not sleep, or one whose sleep was set to another length.
   */
  private static final int LOSSES_TO_BE_ALONE = 3;

  /** So many may be late before no further one is told. */
  private static final int MOST_OPEN_WINDOWS = 2;

  /** What becomes of a commit that lost its race. */
  public enum LostCommits {
    /** It follows the newest snapshot where that is safe, and takes its turn otherwise. */
    REBASE,
    /** Its answer is withheld until it is its turn. */
    TAKE_TURNS,
    /** It is answered at once, as if nobody else were there. */
    RACE
  }

  private final LostCommits lostCommits;
  private final ScheduledExecutorService timer;
  private final Executor workers;
  private final Duration firstSleep;
  private final Duration rebuild;
  private final Duration patience;
  private final Map<TableBranch, Contest> contests = new ConcurrentHashMap<>();

  /**
   * @param timer wakes up deadlines; runs nothing that takes long
   * @param workers run the commits that were held
   */
  public CommitTurns(LostCommits lostCommits, ScheduledExecutorService timer, Executor workers) {
    this(lostCommits, timer, workers, FIRST_SLEEP, REBUILD, PATIENCE);
  }

  CommitTurns(
      LostCommits lostCommits,
      ScheduledExecutorService timer,
      Executor workers,
      Duration firstSleep,
      Duration rebuild,
      Duration patience) {
    this.lostCommits = lostCommits;
    this.firstSleep = firstSleep;
    this.timer = timer;
    this.workers = workers;
    this.rebuild = rebuild;
    this.patience = patience;
  }

  /** Commits that meet at one table; guarded by {@link #inContest}. */
  private static final class Contest {
    private final Deque<Entry> held = new ArrayDeque<>();
    private final Deque<Entry> losers = new ArrayDeque<>();
    // In the order of their windows.
    private final Deque<Turn> turns = new ArrayDeque<>();

    /** From the opening of a window until its commit is answered. */
    private final Typical turnTime = new Typical(Duration.ofMillis(10));

    /** From the coming of a commit until it is answered. */
    private final Typical commitTime = new Typical(Duration.ofMillis(2));

    // Then even one that was built on an older snapshot may become the head.
    private final boolean rebasing;

    private int running;
    private long newestSnapshotId;
    private long nextWindowNanos = System.nanoTime();
    // What goes on by itself when the next loser is to be told.
    private @Nullable Long wakeUpNanos;

    private Contest(boolean rebasing) {
      this.rebasing = rebasing;
    }

    private boolean isOver() {
      return turns.isEmpty() && running == 0 && held.isEmpty() && losers.isEmpty();
    }

    private Optional<Turn> turnOf(Entry entry) {
      return turns.stream()
          .filter(turn -> turn.loser.committer.equals(entry.committer))
          .findFirst();
    }

    private long windowsOpenAt(long nanos) {
      return turns.stream().filter(turn -> turn.windowNanos - nanos <= 0).count();
    }

    /** Whether it must wait: it could take the head from who is just building on it. */
    private boolean disturbs(Entry entry) {
      return (rebasing || entry.snapshotId > newestSnapshotId)
          && turnOf(entry).isEmpty()
          && windowsOpenAt(System.nanoTime() + 2 * commitTime.nanos) > 0;
    }

    /**
     * When the next loser is to be told; empty while there is none, or an event must come first.
     */
    private Optional<Long> nextTellingNanos() {
      Entry next = losers.peekFirst();
      Turn last = turns.peekLast();
      boolean mustWait =
          next == null
              || (last != null && last.loser.isToBeAlone())
              || windowsOpenAt(System.nanoTime()) >= MOST_OPEN_WINDOWS;
      return mustWait ? Optional.empty() : Optional.of(nextWindowNanos - next.sleepNanos);
    }

    /** When to go on, unless somebody comes earlier; empty when that is planned already. */
    private Optional<Long> planWakeUp() {
      Optional<Long> planned =
          nextTellingNanos().filter(at -> wakeUpNanos == null || at - wakeUpNanos < 0);
      planned.ifPresent(at -> wakeUpNanos = at);
      return planned;
    }

    private Turn tellNext(long now) {
      Entry next = losers.removeFirst();
      Turn turn = new Turn(next, next.isToBeAlone() ? now : now + next.sleepNanos);
      turns.addLast(turn);
      nextWindowNanos = turn.windowNanos + Math.max(turnTime.nanos, next.rebuildNanos);
      return turn;
    }
  }

  /**
   * A duration that two of three like it stay below, found by trial; a rare stall moves it little.
   */
  private static final class Typical {
    private static final long SHORTEST_NANOS = Duration.ofNanos(100_000).toNanos();
    private long nanos;

    private Typical(Duration start) {
      nanos = start.toNanos();
    }

    private void learn(long tookNanos) {
      nanos = Math.max(SHORTEST_NANOS, nanos + (tookNanos > nanos ? nanos / 10 : -nanos / 20));
    }
  }

  /**
   * A loser that was told and is expected back.
   *
   * @param windowNanos from when on it may read the head
   */
  private record Turn(Entry loser, long windowNanos) {}

  /** One commit that was sent, and the answer to it. */
  private static final class Entry {
    private final String committer;
    private final long snapshotId;
    private final Supplier<CommitOutcome> attempt;
    private final long sentNanos = System.nanoTime();
    private final long deadlineNanos;
    private final CompletableFuture<CommitOutcome> answer = new CompletableFuture<>();
    private CommitOutcome outcome = new CommitOutcome.Lost("not tried");
    // This one and those right before it.
    private int losses;
    // What the committer will do when it is told; the latter is known once it has lost a turn.
    private long sleepNanos;
    private long rebuildNanos;

    private Entry(
        String committer, long snapshotId, Supplier<CommitOutcome> attempt, Duration patience) {
      this.committer = committer;
      this.snapshotId = snapshotId;
      this.attempt = attempt;
      this.deadlineNanos = sentNanos + patience.toNanos();
    }

    private boolean isToBeAlone() {
      return losses >= LOSSES_TO_BE_ALONE;
    }

    private void lost(Optional<Turn> turn, Duration firstSleep) {
      losses = turn.map(had -> had.loser.losses).orElse(0) + 1;
      sleepNanos = firstSleep.toNanos() << (losses - 1);
      // Half as much again, for it did not suffice.
      rebuildNanos = turn.map(had -> (sentNanos - had.windowNanos) * 3 / 2).orElse(0L);
    }
  }

  /**
   * Runs the attempt, at once or when those whose turn it is have had theirs.
   *
   * @param committer who commits; one who lost is known again by this when it comes back
   * @param snapshotId of the snapshot that it wants to be the head
   * @return the outcome, completed when it is to be told; what the attempt throws completes it too
   */
  public CompletableFuture<CommitOutcome> submit(
      TableBranch table, String committer, long snapshotId, Supplier<CommitOutcome> attempt) {
    Entry entry = new Entry(committer, snapshotId, attempt, patience);
    boolean hold =
        inContest(
            table,
            contest -> {
              if (contest.disturbs(entry)) {
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
    long started = System.nanoTime();
    try {
      entry.outcome = entry.attempt.get();
    } catch (RuntimeException e) {
      thrown = e;
    }
    boolean tell = settle(table, entry, thrown != null, started);
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
  private boolean settle(TableBranch table, Entry entry, boolean failed, long startedNanos) {
    boolean park =
        inContest(
            table,
            contest -> {
              contest.running--;
              Optional<Turn> turn = contest.turnOf(entry);
              turn.ifPresent(contest.turns::remove);
              if (failed) {
                return false;
              }
              long now = System.nanoTime();
              boolean won = entry.outcome.isInEffect();
              if (won) {
                contest.commitTime.learn(now - startedNanos);
                turn.ifPresent(had -> contest.turnTime.learn(now - had.windowNanos));
                contest.newestSnapshotId = Math.max(contest.newestSnapshotId, entry.snapshotId);
              }
              boolean late = now - entry.deadlineNanos >= 0;
              if (won || late || lostCommits == LostCommits.RACE) {
                return false;
              }
              entry.lost(turn, firstSleep);
              if (entry.losses > 1) {
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

  /** Tells the next loser if it is time, and lets those run that are held for nothing. */
  private void goOn(TableBranch table) {
    Optional<Turn> turn = inContest(table, CommitTurns::giveTurn);
    if (turn.isPresent()) {
      Turn given = turn.get();
      Duration open = Duration.ofNanos(given.windowNanos - System.nanoTime()).plus(rebuild);
      after(open, () -> endTurn(table, given));
      given.loser.answer.complete(given.loser.outcome);
    }
    inContest(table, Contest::planWakeUp)
        .ifPresent(
            at ->
                after(
                    Duration.ofNanos(Math.max(0, at - System.nanoTime())),
                    () -> wakeUp(table, at)));
    for (Entry released : inContest(table, CommitTurns::takeHeld)) {
      workers.execute(() -> run(table, released));
    }
  }

  private void wakeUp(TableBranch table, long planned) {
    inContest(
        table,
        contest -> {
          if (contest.wakeUpNanos != null && contest.wakeUpNanos == planned) {
            contest.wakeUpNanos = null;
          }
          return contest;
        });
    goOn(table);
  }

  private static Optional<Turn> giveTurn(Contest contest) {
    long now = System.nanoTime();
    return contest.nextTellingNanos().filter(at -> at - now <= 0).map(at -> contest.tellNext(now));
  }

  private static List<Entry> takeHeld(Contest contest) {
    List<Entry> released = contest.held.stream().filter(entry -> !contest.disturbs(entry)).toList();
    contest.held.removeAll(released);
    contest.running += released.size();
    return released;
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

  private void endTurn(TableBranch table, Turn turn) {
    boolean ended = inContest(table, contest -> contest.turns.remove(turn));
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
          Contest contest =
              existing == null ? new Contest(lostCommits == LostCommits.REBASE) : existing;
          taken.set(step.apply(contest));
          return contest.isOver() ? null : contest;
        });
    return Objects.requireNonNull(taken.get());
  }
}
