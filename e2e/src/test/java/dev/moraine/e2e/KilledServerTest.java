package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.e2e.RecordedCommit.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed at each step of a commit while eight writers go on: what was acknowledged is
 * there once, what was refused is not, and what is there is whole.
 */
class KilledServerTest {
  private static final int MOST_PASSES = 10;

  private final Random random = new Random(7);
  @TempDir private Path folder;

  @Test
  void commitsSurviveAKillAtEachStep() throws Exception {
    killAtEachStep(1);
  }

  @Test
  @Tag("long")
  void commitsSurviveTwentyKillsAtEachStep() throws Exception {
    killAtEachStep(20);
  }

  private void killAtEachStep(int rounds) throws Exception {
    long started = System.nanoTime();
    int kills = 0;
    try (KillableServer server = new KillableServer(folder.resolve("data"))) {
      server.process().createCatalog("lake");
      CommitLedger ledger = new CommitLedger(CommitLedger.sqlite(server.process()));
      try (Catalog catalog =
          CatalogFactory.createCatalog(CatalogContext.create(server.clientOptions()))) {
        BusyWriters.createTables(catalog);
        server.process().kill();
        try (BusyWriters writers = new BusyWriters(ledger, id -> server.clientOptions())) {
          for (int round = 0; round < rounds; round++) {
            for (CommitStep step : CommitStep.values()) {
              restart(server, writers, step, () -> ledger.checkNewSnapshots(catalog));
              server.killWhenOneStands(Duration.ofMillis(random.nextInt(200)));
              kills++;
            }
          }
          server.restart();
          writers.finish();
        }
        ledger.checkEverything(catalog);
      }
      System.out.printf(
          "%d kills, %d at each step: %s; %s%n",
          kills, rounds, ledger.figures(), Stage.since(started));
      assertThat(ledger.count(Told.ACKNOWLEDGED)).isGreaterThan(kills);
      assertThat(ledger.count(Told.UNKNOWN)).isPositive();
    }
  }

  private void restart(
      KillableServer server, BusyWriters writers, CommitStep next, BusyWriters.Work check)
      throws Exception {
    if (next == CommitStep.LEFTOVER_DELETED) {
      // The first commit after the kill finds what is left, so nobody commits before the order.
      writers.whilePaused(
          () -> {
            server.restart();
            check.run();
            server.orderStandAt(next, 0);
          });
    } else {
      server.restart();
      writers.whilePaused(
          () -> {
            check.run();
            server.orderStandAt(next, random.nextInt(MOST_PASSES));
          });
    }
  }
}
