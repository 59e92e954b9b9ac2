package dev.moraine.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.table.FileStoreTable;

/**
 * One table that eight writers and a compactor commit to without pause: with the server, with
 * servers that rebase no lost commit, and with Paimon's filesystem catalog.
 */
final class ContentionBenchmark {
  private static final int WRITERS = 8;

  /** From the end of a compaction, done or failed, to the beginning of the next one. */
  private static final Duration COMPACTION_PAUSE = Duration.ofSeconds(1);

  private final Path distribution;
  private final int rounds;
  private final Duration duration;
  private final Progress progress;

  ContentionBenchmark(Path distribution, int rounds, Duration duration, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.duration = duration;
    this.progress = progress;
  }

  /** What some committers did, counted from all of their threads. */
  private static final class Tally {
    /** Done within the period. */
    final LongAdder commits = new LongAdder();

    /** Begun within the period, done after it. */
    final LongAdder late = new LongAdder();

    /** Run out of retries. */
    final LongAdder failed = new LongAdder();
  }

  private record Outcome(Tally writers, Tally compactor) {
    @Override
    public String toString() {
      return "%s commits, %s compactions, failed %s and %s"
          .formatted(writers.commits, compactor.commits, writers.failed, compactor.failed);
    }
  }

  private record Contender(String name, Catalog catalog, List<Outcome> outcomes) {}

  List<ResultTable> run() throws Exception {
    try (BenchedServer server = start();
        BenchedServer turning = start("--lost-commits", "turns");
        BenchedServer racing = start("--lost-commits", "race");
        Catalog rebasing = PaimonCatalogs.ofServer(server);
        Catalog fair = PaimonCatalogs.ofServer(turning);
        Catalog unfair = PaimonCatalogs.ofServer(racing);
        Catalog folder = PaimonCatalogs.ofFolder(server)) {
      List<Contender> contenders =
          List.of(
              new Contender("through the server", rebasing, new ArrayList<>()),
              new Contender("the same, losers take turns", fair, new ArrayList<>()),
              new Contender("the same, losers race", unfair, new ArrayList<>()),
              new Contender("filesystem catalog", folder, new ArrayList<>()));
      for (Contender each : contenders) {
        each.catalog().createDatabase(PaimonCatalogs.DATABASE, false);
        progress.tell("warm-up, " + each.name());
        WarmUp.of(
            slice ->
                (double) commits(contend(each.catalog(), "warming" + slice, WarmUp.SLICE))
                    / WarmUp.SLICE.toSeconds());
      }
      for (int round = 1; round <= rounds; round++) {
        for (int i = 0; i < contenders.size(); i++) {
          Contender each = contenders.get((i + round) % contenders.size());
          Outcome outcome = contend(each.catalog(), "contended" + round, duration);
          progress.tell("round %d of %d, %s: %s".formatted(round, rounds, each.name(), outcome));
          each.outcomes().add(outcome);
        }
      }
      return List.of(table(contenders));
    }
  }

  private BenchedServer start(String... options) throws Exception {
    return BenchedServer.start(distribution, "none", List.of(options), progress);
  }

  private static Outcome contend(Catalog catalog, String name, Duration period) throws Exception {
    FileStoreTable table = (FileStoreTable) PaimonCatalogs.createTable(catalog, name);
    Outcome outcome = new Outcome(new Tally(), new Tally());
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    long end = System.nanoTime() + period.toNanos();
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Load.Client writer = PaimonCatalogs.writer(table);
      running.add(threads.submit(() -> repeat(writer, end, outcome.writers())));
    }
    Load.Client compactor = PaimonCatalogs.compactor(table);
    running.add(threads.submit(() -> repeat(paced(compactor), end, outcome.compactor())));
    for (Future<Void> each : running) {
      each.get();
    }
    threads.shutdown();
    long rows = table.snapshotManager().latestSnapshot().totalRecordCount();
    Tally writers = outcome.writers();
    long expected = (writers.commits.sum() + writers.late.sum()) * PaimonCatalogs.ROWS;
    if (rows != expected) {
      throw new IllegalStateException(
          name + " has " + rows + " rows where " + expected + " were committed");
    }
    return outcome;
  }

  // With every contender as much is rewritten, also where a compaction seldom gets through.
  private static Load.Client paced(Load.Client compactor) {
    return () -> {
      Thread.sleep(COMPACTION_PAUSE.toMillis());
      compactor.operate();
    };
  }

  private static Void repeat(Load.Client client, long end, Tally tally) throws Exception {
    while (System.nanoTime() < end) {
      try {
        client.operate();
        (System.nanoTime() < end ? tally.commits : tally.late).increment();
      } catch (RuntimeException e) {
        if (!isLostRace(e)) {
          throw e;
        }
        tally.failed.increment();
      }
    }
    return null;
  }

  // Out of retries, or, with the filesystem catalog, beside the rename of a snapshot's file.
  // Source:
  // paimon-core FileStoreCommitImpl and SnapshotManager.
  private static boolean isLostRace(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("Commit failed") || message.startsWith("Snapshot file");
  }

  private ResultTable table(List<Contender> contenders) {
    List<List<String>> rows = new ArrayList<>();
    for (Contender each : contenders) {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ratios.add(
            (double) commits(contenders.get(0).outcomes().get(round))
                / commits(each.outcomes().get(round)));
      }
      rows.add(
          List.of(
              each.name(),
              ResultTable.perSecond(
                  Figures.median(
                          each.outcomes().stream().map(ContentionBenchmark::commits).toList())
                      / duration.toSeconds()),
              sum(each, outcome -> outcome.writers().failed),
              sum(each, outcome -> outcome.compactor().commits),
              sum(each, outcome -> outcome.compactor().failed),
              ResultTable.ratio(Figures.median(ratios))));
    }
    return new ResultTable(
        "Commits to one table, eight writers and a compactor",
        List.of(
            "",
            "commits per second",
            "commits failed",
            "compactions",
            "compactions failed",
            "server / this"),
        rows,
        List.of(
            "Medians of %d rounds of %d s, each on a new table; counts are of all rounds."
                .formatted(rounds, duration.toSeconds()),
            "Every acknowledged row was counted in the newest snapshot of each round; none was"
                + " missing or there twice."));
  }

  private static long commits(Outcome outcome) {
    return outcome.writers().commits.sum();
  }

  private static String sum(Contender contender, Function<Outcome, LongAdder> count) {
    return Long.toString(
        contender.outcomes().stream().mapToLong(outcome -> count.apply(outcome).sum()).sum());
  }
}
