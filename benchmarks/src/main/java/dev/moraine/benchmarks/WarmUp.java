package dev.moraine.benchmarks;

import java.time.Duration;

/**
 * Runs a load until it gets no faster. On two cores a JVM needs a minute and more to compile what
 * it runs, beside the load; a server runs for weeks.
 */
final class WarmUp {
  static final Duration SLICE = Duration.ofSeconds(5);

  private static final double FASTER = 1.05;
  private static final int SLICES_WITHOUT = 2;
  private static final int MOST_SLICES = 24;

  private WarmUp() {}

  /** Runs the load for one slice. */
  interface Load {
    /**
     * @param slice from 1
     * @return operations per second
     */
    double run(int slice) throws Exception;
  }

  static void of(Load load) throws Exception {
    double fastest = 0;
    int without = 0;
    for (int slice = 1; slice <= MOST_SLICES && without < SLICES_WITHOUT; slice++) {
      double rate = load.run(slice);
      without = rate > fastest * FASTER ? 0 : without + 1;
      fastest = Math.max(fastest, rate);
    }
  }
}
