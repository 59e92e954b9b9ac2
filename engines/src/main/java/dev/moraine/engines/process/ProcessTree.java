package dev.moraine.engines.process;

import dev.moraine.engine.EngineProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All processes that belong to one engine process: it, its descendants, and whatever else carries
 * its id in the environment.
 *
 * <p>The environment is inherited and survives the death of a parent, which the operating system's
 * own notion of a tree does not. It can be read on Linux only; elsewhere descendants must do.
 */
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");
  private static final Duration POLL = Duration.ofMillis(20);

  private ProcessTree() {}

  /** Asks the tree's root to end, and ends forcibly all that is left after {@code grace}. */
  static void end(ProcessHandle root, EngineProcessId id, Duration grace) {
    Set<ProcessHandle> tree = members(root, id);
    root.destroy();
    await(List.of(root), grace);
    tree.addAll(members(root, id));
    endForcibly(tree);
  }

  /** Ends forcibly what still carries the id. */
  static void endMarked(EngineProcessId id) {
    endForcibly(marked(id));
  }

  static void endForcibly(Set<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    await(List.copyOf(processes), Duration.ofSeconds(5));
  }

  static Set<ProcessHandle> members(ProcessHandle root, EngineProcessId id) {
    Set<ProcessHandle> members = new LinkedHashSet<>();
    members.add(root);
    try (Stream<ProcessHandle> descendants = root.descendants()) {
      descendants.forEach(members::add);
    }
    members.addAll(marked(id));
    return members;
  }

  /** The running processes with the id in their environment; empty where it can't be read. */
  static Set<ProcessHandle> marked(EngineProcessId id) {
    Set<ProcessHandle> marked = new LinkedHashSet<>();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(process -> isMarked(process.pid(), id).orElse(false)).forEach(marked::add);
    }
    return marked;
  }

  /** Empty when the process's environment can't be read. */
  static Optional<Boolean> isMarked(long pid, EngineProcessId id) {
    try {
      byte[] environment = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
      if (environment.length == 0) {
        // A process on its way out, or the kernel's own.
        return Optional.empty();
      }
      String mark = EngineLauncher.ENVIRONMENT_ID + "=" + id;
      return Optional.of(
          ("\0" + new String(environment, StandardCharsets.ISO_8859_1)).contains("\0" + mark));
    } catch (IOException unreadable) {
      // Gone meanwhile, another user's, or no Linux: all of them "can't tell".
      return Optional.empty();
    }
  }

  /**
   * Waits for ends by looking: for a process that is not our own child the JDK's onExit looks too,
   * but waits ever longer in between.
   */
  private static void await(List<ProcessHandle> processes, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (processes.stream().anyMatch(ProcessHandle::isAlive)
          && System.nanoTime() - deadline < 0) {
        Thread.sleep(POLL.toMillis());
      }
    } catch (InterruptedException interrupted) {
      // The caller goes on to the harsher means at once.
      Thread.currentThread().interrupt();
    }
  }
}
