package dev.moraine.server;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that are not a request's: for deadlines, for commits that were held, and for what
 * is due from time to time.
 */
final class BackgroundThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundThreads.class);
  private static final int WORKERS = 8;
  private static final long CLOSE_WAIT_SECONDS = 10;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("timer"));
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, named("worker"));
  // Apart from the timer: a sweep may delete files for minutes, and deadlines do not wait.
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(named("sweeper"));

  ScheduledExecutorService timer() {
    return timer;
  }

  ExecutorService workers() {
    return workers;
  }

  /** Runs {@code work} now, and again each time that {@code interval} has passed since its end. */
  void every(Duration interval, String name, Runnable work) {
    var unused =
        sweeper.scheduleWithFixedDelay(
            () -> runLogged(name, work), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  // An exception would end the schedule; the next run may succeed.
  private static void runLogged(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.atError().addKeyValue("work", name).setCause(e).log("Background work failed");
    }
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Lets what runs end; what only waits is dropped, with the connections that wait for it. A sweep
   * that takes longer is left to die with the process: the next start goes on with it.
   */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdown();
    sweeper.shutdown();
    try {
      if (!sweeper.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
        log.atWarn().log("Stopping while the recycle bin is being swept");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
