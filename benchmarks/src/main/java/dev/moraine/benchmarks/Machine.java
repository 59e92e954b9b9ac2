package dev.moraine.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the figures were measured on.
 *
 * @param loadAverage of the last minute before the benchmarks started
 * @param fsyncNanos median time to append 4 KiB to a file and sync it
 */
record Machine(int cores, long memoryBytes, String java, double loadAverage, long fsyncNanos) {
  private static final int FSYNCS = 200;

  static Machine look() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        memory(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        fsync());
  }

  // Source: proc(5), MemTotal in kB.
  private static long memory() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemTotal:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  // A commit's floor: it waits for several of these.
  private static long fsync() {
    try {
      Path file = Files.createTempFile("moraine-bench", ".fsync");
      long[] times = new long[FSYNCS];
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (int i = 0; i < FSYNCS; i++) {
          long started = System.nanoTime();
          channel.write(ByteBuffer.allocate(4096));
          channel.force(true);
          times[i] = System.nanoTime() - started;
        }
      } finally {
        Files.delete(file);
      }
      Arrays.sort(times);
      return Figures.percentile(times, 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "%d cores, %.0f GB memory, %s; load average at the start %.1f; append of 4 KiB with fsync"
            + " %.2f ms",
        cores,
        memoryBytes / (double) (1L << 30),
        java,
        loadAverage,
        fsyncNanos / 1e6);
  }
}
