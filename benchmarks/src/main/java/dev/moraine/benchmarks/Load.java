package dev.moraine.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A closed loop: each client starts its next operation when its last one has ended. */
final class Load {
  // Bounds the memory for latencies: 8 MB a client.
  private static final int MOST_OPERATIONS_PER_CLIENT = 1_000_000;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Load() {}

  /** One client; used by one thread. */
  interface Client {
    /** Does the work once, and throws unless it was done. */
    void operate() throws Exception;
  }

  /** One client that does the work of several in turn, beginning with the first one. */
  static Client inTurn(List<Client> clients) {
    return new Client() {
      private int next;

      @Override
      public void operate() throws Exception {
        clients.get(next++ % clients.size()).operate();
      }
    };
  }

  /** Nothing yet, for each client. */
  static List<List<Client>> parts(int clients) {
    return Stream.<List<Client>>generate(ArrayList::new).limit(clients).toList();
  }

  /** Has each client begin elsewhere, so that no two ask for the same at once. */
  static <T> List<T> rotated(List<T> values, int client, int clients) {
    List<T> rotated = new ArrayList<>(values);
    Collections.rotate(rotated, client * values.size() / clients);
    return rotated;
  }

  /**
   * What a run of all clients took.
   *
   * @param latencies in nanoseconds, ascending
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Measurement(long[] latencies, long elapsedNanos) {
    double perSecond() {
      return latencies.length * 1e9 / elapsedNanos;
    }

    long percentile(double percent) {
      return Figures.percentile(latencies, percent);
    }
  }

  /**
   * Runs all clients side by side.
   *
   * @throws IllegalStateException when an operation failed; the others have stopped by then
   */
  static Measurement run(List<Client> clients, Duration duration) throws InterruptedException {
    return run(clients, duration, MOST_OPERATIONS_PER_CLIENT);
  }

  /** Runs all clients side by side until each has done its part; see the other one. */
  static Measurement run(List<Client> clients, int operationsEach) throws InterruptedException {
    return run(clients, PATIENCE, operationsEach);
  }

  private static Measurement run(List<Client> clients, Duration duration, int operationsEach)
      throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      long started = System.nanoTime();
      List<Future<long[]>> running = new ArrayList<>();
      for (Client client : clients) {
        running.add(
            threads.submit(
                () -> repeat(client, started + duration.toNanos(), operationsEach, stopped)));
      }
      List<long[]> latencies = new ArrayList<>();
      for (Future<long[]> each : running) {
        latencies.add(each.get());
      }
      long elapsed = System.nanoTime() - started;
      return new Measurement(
          latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray(), elapsed);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "An operation failed, so nothing was measured: " + e.getCause(), e.getCause());
    } finally {
      stopped.set(true);
      threads.shutdownNow();
    }
  }

  private static long[] repeat(Client client, long deadline, int most, AtomicBoolean stopped)
      throws Exception {
    long[] latencies = new long[1024];
    int count = 0;
    try {
      long started = System.nanoTime();
      while (started < deadline && !stopped.get() && count < most) {
        client.operate();
        long ended = System.nanoTime();
        if (count == latencies.length) {
          latencies = Arrays.copyOf(latencies, count * 2);
        }
        latencies[count++] = ended - started;
        started = ended;
      }
      return Arrays.copyOf(latencies, count);
    } catch (Exception e) {
      stopped.set(true);
      throw e;
    }
  }
}
