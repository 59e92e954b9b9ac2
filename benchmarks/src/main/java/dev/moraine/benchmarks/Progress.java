package dev.moraine.benchmarks;

/** Told how far a benchmark is. */
interface Progress {
  void tell(String line);
}
