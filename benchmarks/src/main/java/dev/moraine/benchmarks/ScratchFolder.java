package dev.moraine.benchmarks;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A temporary folder; gone at the end, also on Ctrl-C, when all that we started ends first. */
final class ScratchFolder implements AutoCloseable {
  private static final int STOP_SECONDS = 30;

  private final Path path;
  private final List<ProcessHandle> strangers = new CopyOnWriteArrayList<>();
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

  /** What a process wrote into a file before it failed, without its stack traces. */
  static String complaints(Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output)) {
      return lines.filter(line -> !line.startsWith("\t")).collect(joining("\n")).strip();
    }
  }

  /** Has a process ended on Ctrl-C that works in here, but is no child of ours. */
  void alsoEnd(ProcessHandle stranger) {
    strangers.add(stranger);
  }

  // Children of children are theirs to end.
  private void endEverything() {
    List<ProcessHandle> processes =
        Stream.concat(ProcessHandle.current().children(), strangers.stream()).toList();
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
