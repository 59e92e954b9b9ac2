package dev.moraine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Four writers, two compactors and two readers on one table at once; each writer mostly does one
 * kind of statement, on blocks of rows that the others want as well.
 */
public final class LedgerRun {
  private static final int YOUNGEST = 12;
  private static final int CHANGES_A_COMPACTION = 3;
  private static final int LOOK_AGAIN_MS = 100;
  private static final String ID = "block * " + Ledger.ROWS + " + i AS id";
  private static final String PARTITION = "CAST(block % 2 AS INT) AS p";

  /** One statement of one actor. */
  private record Operation(String actor, long started, long ended, Ledger.Outcome outcome) {
    /** Whether the other, of another actor, took effect while this one ran. */
    private boolean isOvertakenBy(Operation other) {
      return !actor.equals(other.actor)
          && other.outcome == Ledger.Outcome.DONE
          && started < other.ended
          && other.ended < ended;
    }
  }

  private final Supplier<SqlSession> sessions;
  private final String table;
  private final LedgerTable kind;
  private final int operationsPerWriter;
  private final long seed;
  private final Ledger ledger = new Ledger();
  private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger writing = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();

  /**
   * @param sessions opens one for each actor
   * @param kind of table, which is made here
   */
  public LedgerRun(
      Supplier<SqlSession> sessions,
      String database,
      LedgerTable kind,
      int operationsPerWriter,
      long seed) {
    this.sessions = sessions;
    this.table = database + "." + kind.name().toLowerCase(Locale.ROOT);
    this.kind = kind;
    this.operationsPerWriter = operationsPerWriter;
    this.seed = seed;
  }

  private interface Statement {
    /** Returns what to write into the ledger once the statement has succeeded. */
    Runnable run(SqlSession spark, Random random);
  }

  /** Fails where the table, at any time, is not as the ledger says. */
  public void run() throws InterruptedException {
    SqlSession spark = sessions.get();
    spark.run(kind.creating(table));
    insert(spark, new Random(seed)).run();
    List<Thread> actors = new ArrayList<>();
    actors.add(writer("append", this::appendOrClaim));
    actors.add(writer("merge", this::merge));
    actors.add(writer("update", this::update));
    actors.add(writer("delete", this::delete));
    actors.add(until("compactor-1", CHANGES_A_COMPACTION, this::compact));
    actors.add(until("compactor-2", CHANGES_A_COMPACTION, this::compact));
    actors.add(until("reader-1", 0, this::read));
    actors.add(until("reader-2", 0, this::read));
    writing.set(4);
    actors.forEach(Thread::start);
    for (Thread actor : actors) {
      actor.join();
    }
    System.out.println(figures());
    if (!failures.isEmpty()) {
      throw new AssertionError("seed " + seed + ": " + failures.get(0), failures.get(0));
    }
    assertThat(Ledger.read(spark, table)).as("seed %d", seed).isEqualTo(ledger.expected());
  }

  private Thread writer(String name, Statement statement) {
    return new Thread(
        () -> {
          Random random = new Random(seed * 31 + name.hashCode());
          try {
            SqlSession spark = sessions.get();
            for (int i = 0; i < operationsPerWriter && failures.isEmpty(); i++) {
              perform(name, spark, statement, random);
            }
          } finally {
            writing.decrementAndGet();
          }
        },
        name);
  }

  private Thread until(String name, int changesInBetween, Statement statement) {
    return new Thread(
        () -> {
          SqlSession spark = sessions.get();
          Random random = new Random(seed * 31 + name.hashCode());
          while (writing.get() > 0 && failures.isEmpty()) {
            awaitChanges(done.get() + changesInBetween);
            perform(name, spark, statement, random);
          }
        },
        name);
  }

  private void perform(String name, SqlSession spark, Statement statement, Random random) {
    long started = System.nanoTime();
    try {
      Runnable effect = statement.run(spark, random);
      effect.run();
      record(name, started, Ledger.Outcome.DONE);
      if (isWriter(name)) {
        synchronized (done) {
          done.incrementAndGet();
          done.notifyAll();
        }
      }
    } catch (RuntimeException e) {
      if (isClearConflict(e)) {
        record(name, started, Ledger.Outcome.REFUSED);
      } else {
        failures.add(e);
      }
    } catch (AssertionError e) {
      failures.add(e);
    }
  }

  private static boolean isWriter(String actor) {
    return !actor.startsWith("compactor") && !actor.startsWith("reader");
  }

  private void record(String actor, long started, Ledger.Outcome outcome) {
    operations.add(new Operation(actor, started, System.nanoTime(), outcome));
  }

  private boolean isClearConflict(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("Nothing was changed in " + table + ": ")
          || message.contains("The compaction of " + table + " could not be committed")) {
        return true;
      }
    }
    return false;
  }

  private static String rowsOf(List<Long> blocks, String columns) {
    // The rows of a block: its number times their count and from there on.
    return "SELECT "
        + columns
        + " FROM (SELECT explode(array("
        + text(blocks)
        + ")) AS block) LATERAL VIEW explode(sequence(0, "
        + (Ledger.ROWS - 1)
        + ")) AS i";
  }

  private static String text(List<Long> blocks) {
    return blocks.stream().map(block -> block + "L").collect(Collectors.joining(", "));
  }

  private Runnable insert(SqlSession spark, Random random) {
    List<Long> blocks = ledger.reserve(1 + random.nextInt(2));
    long value = random.nextInt(1_000_000);
    spark.run(
        "INSERT INTO "
            + table
            + " "
            + rowsOf(blocks, ID + ", block, " + value + "L AS v, " + PARTITION));
    return () -> ledger.inserted(blocks, value);
  }

  private Runnable update(SqlSession spark, Random random) {
    List<Long> blocks = ledger.pick(random, 2, YOUNGEST);
    if (blocks.isEmpty()) {
      return insert(spark, random);
    }
    long value = random.nextInt(1_000_000);
    spark.run(
        "UPDATE " + table + " SET v = v + " + value + " WHERE block IN (" + text(blocks) + ")");
    return () -> ledger.added(blocks, value);
  }

  private Runnable delete(SqlSession spark, Random random) {
    // Every other one changes rows instead, lest the others find nothing to do.
    if (random.nextInt(3) > 0) {
      return update(spark, random);
    }
    List<Long> blocks = ledger.pick(random, 1, YOUNGEST);
    ledger.tryDelete(blocks);
    if (blocks.isEmpty()) {
      return insert(spark, random);
    }
    spark.run("DELETE FROM " + table + " WHERE block IN (" + text(blocks) + ")");
    return () -> ledger.deleted(blocks);
  }

  private Runnable merge(SqlSession spark, Random random) {
    return random.nextBoolean()
        ? claim(spark, random)
        : merge(spark, random, ledger.reserve(1).get(0));
  }

  private Runnable appendOrClaim(SqlSession spark, Random random) {
    return random.nextInt(3) == 0 ? claim(spark, random) : insert(spark, random);
  }

  private Runnable claim(SqlSession spark, Random random) {
    return merge(spark, random, ledger.claim());
  }

  /** Adds to one block that is there, and to the given one, which is inserted if it is not. */
  private Runnable merge(SqlSession spark, Random random, long wanted) {
    List<Long> there = ledger.pick(random, 1, YOUNGEST);
    long value = random.nextInt(1_000_000);
    List<Long> both = new ArrayList<>(there);
    both.add(wanted);
    spark.run(
        "MERGE INTO "
            + table
            + " t USING ("
            + rowsOf(both, ID + ", block, " + PARTITION)
            + ") s ON t.id = s.id AND t.p = s.p WHEN MATCHED THEN UPDATE SET v = t.v + "
            + value
            + " WHEN NOT MATCHED AND s.block = "
            + wanted
            + " THEN INSERT (id, block, v, p) VALUES (s.id, s.block, "
            + value
            + ", s.p)");
    return () -> {
      ledger.added(there, value);
      ledger.inserted(List.of(wanted), value);
    };
  }

  private Runnable compact(SqlSession spark, Random random) {
    String order =
        kind.isSorted() && random.nextBoolean()
            ? ", order_strategy => 'order', order_by => 'block'"
            : "";
    spark.run("CALL paimon.sys.compact(table => '" + table + "'" + order + ")");
    return () -> {};
  }

  // Compactors that go on though there is nothing new would leave no writer a file to change.
  private void awaitChanges(int wanted) {
    synchronized (done) {
      while (done.get() < wanted && writing.get() > 0 && failures.isEmpty()) {
        try {
          done.wait(LOOK_AGAIN_MS);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private Runnable read(SqlSession spark, Random random) {
    Set<Long> certain = ledger.certain();
    Set<Long> found = Ledger.read(spark, table).keySet();
    // Without those that somebody has begun to delete meanwhile.
    certain.retainAll(ledger.certain());
    assertThat(found).containsAll(certain);
    reads.incrementAndGet();
    return () -> {};
  }

  /** Operations of writers and compactors that were done or refused. */
  private List<Operation> changes() {
    return operations.stream().filter(each -> !each.actor().startsWith("reader")).toList();
  }

  /** Statements of all actors that were done or refused. */
  public long statements() {
    return operations.size();
  }

  /** Statements of writers that were done or refused. */
  public long written() {
    return changes().stream().filter(each -> isWriter(each.actor())).count();
  }

  /** Statements of writers and compactors that were refused because of another. */
  public long conflicts() {
    return changes().stream().filter(each -> each.outcome() == Ledger.Outcome.REFUSED).count();
  }

  /** Of the statements of writers and compactors, those during which another's took effect. */
  public double shareOfOverlapping() {
    List<Operation> all = changes();
    long overlapping = 0;
    for (Operation each : all) {
      overlapping += all.stream().anyMatch(each::isOvertakenBy) ? 1 : 0;
    }
    return overlapping / (double) Math.max(1, all.size());
  }

  /** The smallest share of successes among the actors. */
  public double leastSuccess() {
    return changes().stream().collect(Collectors.groupingBy(Operation::actor)).values().stream()
        .mapToDouble(
            own ->
                own.stream().filter(each -> each.outcome() == Ledger.Outcome.DONE).count()
                    / (double) own.size())
        .min()
        .orElse(0);
  }

  private String figures() {
    Map<String, String> actors =
        new TreeMap<>(
            changes().stream()
                .collect(
                    Collectors.groupingBy(
                        Operation::actor,
                        Collectors.collectingAndThen(
                            Collectors.toList(),
                            own ->
                                own.stream()
                                        .filter(each -> each.outcome() == Ledger.Outcome.DONE)
                                        .count()
                                    + "/"
                                    + own.size()))));
    return String.format(
        "ledger of %s, seed %d: %d statements, %d by writers, %d conflicts, %.0f %% overlapping, %d"
            + " reads, done of tried %s",
        table,
        seed,
        statements(),
        written(),
        conflicts(),
        100 * shareOfOverlapping(),
        reads.get(),
        actors);
  }
}
