package dev.moraine.audit;

import dev.moraine.error.Busy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was called, without a transaction for each call: one thread writes what has come
 * together.
 *
 * <p>Every call has its place among those that wait before it begins; where the database cannot
 * follow, calls wait for a place, and at last are refused. So of what was done, nothing is lost but
 * by a server that is killed: the calls of the last moments, {@link #DELAY} long where the database
 * follows.
 */
public final class Audit implements AutoCloseable {
  /** How long a call may wait for others to be written together with it. */
  static final Duration DELAY = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(Audit.class);
  private static final int PLACES = 10_000;
  private static final int BATCH = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int TRIES_AT_THE_END = 10;

  private final AuditLog events;
  private final Coverage coverage;
  private final Duration patience;
  private final Duration retry;
  private final Semaphore places;
  private final BlockingQueue<AuditEvent> waiting;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread writer = new Thread(this::run, "audit");

  /** Which calls are kept. */
  public enum Coverage {
    ALL,
    /** All but those that read and were allowed to. */
    WRITES,
    OFF
  }

  /** What a call does to things. */
  public enum Effect {
    READ,
    WRITE
  }

  private Audit(AuditLog events, Coverage coverage, int places, Duration patience, Duration retry) {
    this.events = events;
    this.coverage = coverage;
    this.patience = patience;
    this.retry = retry;
    this.places = new Semaphore(places);
    this.waiting = new ArrayBlockingQueue<>(places);
  }

  /** Ends with {@link #close}. */
  public static Audit start(AuditLog events, Coverage coverage) {
    return start(events, coverage, PLACES, PATIENCE, RETRY);
  }

  static Audit start(
      AuditLog events, Coverage coverage, int places, Duration patience, Duration retry) {
    Audit audit = new Audit(events, coverage, places, patience, retry);
    audit.writer.setDaemon(true);
    audit.writer.start();
    return audit;
  }

  /**
   * Reserves a place for a call that is about to begin; {@link #keep} has to follow.
   *
   * @throws Busy when there has been none for long; the call must not be carried out
   */
  public void admit() {
    try {
      if (!places.tryAcquire() && !places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Busy(
            "The audit cannot be written, and no call is carried out without it; see the server's"
                + " log for what ails the metadata database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Keeps a call that was admitted; waits for nothing. */
  public void keep(AuditEvent event, Effect effect) {
    boolean kept =
        switch (coverage) {
          case ALL -> true;
          case WRITES -> effect == Effect.WRITE || event.outcome() != AuditEvent.Outcome.ALLOWED;
          case OFF -> false;
        };
    if (kept) {
      waiting.add(event);
    } else {
      places.release();
    }
  }

  private void run() {
    List<AuditEvent> batch = new ArrayList<>(BATCH);
    try {
      while (closing.getCount() > 0 || !waiting.isEmpty()) {
        AuditEvent first = waiting.poll(DELAY.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        if (waiting.size() < BATCH) {
          pause(DELAY);
        }
        batch.add(first);
        waiting.drainTo(batch, BATCH - 1);
        write(batch);
        places.release(batch.size());
        batch.clear();
      }
    } catch (InterruptedException e) {
      log.atError().addKeyValue("calls", batch.size() + waiting.size()).log("Audit lost");
    }
  }

  private void write(List<AuditEvent> batch) throws InterruptedException {
    int triesAtTheEnd = 0;
    while (true) {
      try {
        events.append(batch);
        return;
      } catch (RuntimeException e) {
        log.atError().addKeyValue("calls", batch.size()).setCause(e).log("Audit not written");
        boolean ending = closing.getCount() == 0;
        if (ending && ++triesAtTheEnd == TRIES_AT_THE_END) {
          throw new InterruptedException("The database does not come back");
        }
        if (ending) {
          Thread.sleep(retry.toMillis());
        } else {
          pause(retry);
        }
      }
    }
  }

  /** Ends early when this is closed. */
  private void pause(Duration time) throws InterruptedException {
    var unused = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns when all that was kept is written. To be called when no call can come any more. */
  @Override
  public void close() {
    closing.countDown();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
