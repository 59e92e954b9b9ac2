package dev.moraine.audit;

import static dev.moraine.audit.AuditEventBuilder.anEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.audit.Audit.Coverage;
import dev.moraine.audit.Audit.Effect;
import dev.moraine.error.Busy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AuditTest {
  /** A database that can be stopped, and refuses some tries before it takes one. */
  private static final class FailingLog implements AuditLog {
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private CountDownLatch open = new CountDownLatch(0);

    @Override
    public void append(List<AuditEvent> appended) {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (refusals.getAndDecrement() > 0) {
        throw new IllegalStateException("The database is away");
      }
      events.addAll(appended);
      batches.add(appended.size());
    }

    @Override
    public List<AuditEvent> find(AuditQuery query) {
      return events;
    }

    @Override
    public int forget(Instant before, int limit) {
      return 0;
    }
  }

  private final FailingLog log = new FailingLog();

  private Audit start(Coverage coverage, int places) {
    return Audit.start(log, coverage, places, Duration.ofMillis(50), Duration.ofMillis(10));
  }

  private static void keep(Audit audit, AuditEvent event, Effect effect) {
    audit.admit();
    audit.keep(event, effect);
  }

  @Test
  void nothingIsLostWhenItIsStopped() {
    Audit audit = start(Coverage.ALL, 5_000);
    List<AuditEvent> kept = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      kept.add(anEvent().at(i).build());
      keep(audit, kept.get(i), Effect.READ);
    }

    audit.close();

    assertThat(log.events).isEqualTo(kept);
    assertThat(log.batches).hasSizeLessThan(10);
  }

  @Test
  void whatTheDatabaseRefusesIsWrittenWhenItIsBack() {
    log.refusals.set(5);
    Audit audit = start(Coverage.ALL, 10);
    AuditEvent event = anEvent().build();

    keep(audit, event, Effect.READ);
    audit.close();

    assertThat(log.events).containsExactly(event);
  }

  @Test
  void aDatabaseThatStaysAwayDoesNotKeepTheServerFromStopping() {
    log.refusals.set(Integer.MAX_VALUE);
    Audit audit = start(Coverage.ALL, 10);
    keep(audit, anEvent().build(), Effect.READ);

    audit.close();

    assertThat(log.events).isEmpty();
  }

  @Test
  void noCallBeginsThatCouldNotBeKept() throws Exception {
    log.open = new CountDownLatch(1);
    Audit audit = start(Coverage.ALL, 2);
    keep(audit, anEvent().build(), Effect.READ);
    log.reached.await();
    keep(audit, anEvent().build(), Effect.READ);

    assertThatThrownBy(audit::admit).isInstanceOf(Busy.class).hasMessageContaining("audit");

    log.open.countDown();
    audit.close();
    assertThat(log.events).hasSize(2);
    audit.admit();
  }

  @Test
  void onlyReadsThatWereCarriedOutAreLeftOut() {
    Audit audit = start(Coverage.WRITES, 1_000);
    AuditEvent refused = anEvent().build();
    AuditEvent written = AuditEventBuilder.allowed();

    keep(audit, AuditEventBuilder.allowed(), Effect.READ);
    keep(audit, refused, Effect.READ);
    keep(audit, written, Effect.WRITE);
    audit.close();

    assertThat(log.events).containsExactly(refused, written);
  }

  @Test
  void whatIsSwitchedOffTakesNoPlace() {
    Audit audit = start(Coverage.OFF, 1);

    for (int i = 0; i < 5; i++) {
      keep(audit, anEvent().build(), Effect.WRITE);
    }
    audit.close();

    assertThat(log.events).isEmpty();
  }
}
