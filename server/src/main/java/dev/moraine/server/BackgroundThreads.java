package dev.moraine.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/** The few threads that are not a request's: for deadlines, and for commits that were held. */
final class BackgroundThreads implements AutoCloseable {
  private static final int WORKERS = 8;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("timer"));
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, named("worker"));

  ScheduledExecutorService timer() {
    return timer;
  }

  ExecutorService workers() {
    return workers;
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Lets what runs end; what only waits is dropped, with the connections that wait for it. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdown();
  }
}
