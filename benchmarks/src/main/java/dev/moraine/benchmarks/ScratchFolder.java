package dev.moraine.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A temporary folder; gone at the end, also on Ctrl-C, when all that we started ends first. */
final class ScratchFolder implements AutoCloseable {
  private static final int STOP_SECONDS = 30;

  private final Path path;
  private final Thread hook;

  private ScratchFolder(Path path) {
    this.path = path;
    this.hook = new Thread(this::endEverything, "stop");
  }

  static ScratchFolder make() {
    try {
      ScratchFolder made = new ScratchFolder(Files.createTempDirectory("moraine-bench"));
      Runtime.getRuntime().addShutdownHook(made.hook);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  // Children of children are theirs to end.
  private void endEverything() {
    List<ProcessHandle> processes = ProcessHandle.current().children().toList();
    processes.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
        .join();
    // Our own threads go on meanwhile, and may still be filling it.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (true) {
      try {
        delete();
        return;
      } catch (UncheckedIOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  // Ctrl-C can come while the folder is being deleted already.
  private synchronized void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it; nothing works in it any more. */
  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
