package dev.moraine.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Watches how much memory a process and all its children hold together. */
final class MemoryWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final ProcessHandle root;
  private final Thread thread;
  private volatile long peakBytes;
  private volatile boolean closed;

  MemoryWatch(ProcessHandle root) {
    this.root = root;
    this.thread = new Thread(this::watch, "memory-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** The largest sum seen, in bytes of resident memory. */
  long peakBytes() {
    return peakBytes;
  }

  private void watch() {
    while (!closed) {
      long sum =
          Stream.concat(Stream.of(root), root.descendants())
              .mapToLong(process -> residentBytes(process.pid()))
              .sum();
      peakBytes = Math.max(peakBytes, sum);
      try {
        Thread.sleep(EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  // Source: proc(5), VmRSS in kB.
  private static long residentBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
