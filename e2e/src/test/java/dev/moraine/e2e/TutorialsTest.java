package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The play that {@code ./moraine demo} shows, on the same processes. */
class TutorialsTest {
  @Test
  void bothTutorialsHoldWhatTheyPromise() {
    MoraineProcess moraine = SharedSystem.get();

    // As if the system had started for this play alone.
    long started = System.nanoTime() - SharedSystem.startTook().toNanos();
    Checks checks = Demo.play(moraine, SharedSystem.narrator(), started);

    System.out.println(checks.table());
    assertThat(checks.all()).hasSize(9).allMatch(Checks.Check::held);
  }
}
