package dev.moraine.engines.process;

import dev.moraine.engine.EngineProcess;
import dev.moraine.engine.EngineProcesses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what an earlier run of the server left behind, so that no engine runs twice.
 *
 * <p>A process is ours when its pid and start instant are those of the row; a pid alone is recycled
 * and proves nothing. Where the environment can be read it must not contradict, and it also finds
 * processes whose start was cut short before their pid was written.
 */
public final class Leftovers {
  /**
   * How far apart two readings of one start instant may be: Linux derives it from the boot time,
   * which it gives in whole seconds and recalculates as the clock is adjusted.
   */
  private static final Duration SAME_INSTANT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final EngineProcesses processes;
  private final Clock clock;

  public Leftovers(EngineProcesses processes, Clock clock) {
    this.processes = processes;
    this.clock = clock;
  }

  /**
   * Ends every unfinished process with its whole tree and marks its row LOST.
   *
   * @return how many operating system processes were ended
   */
  public int end() {
    int ended = 0;
    for (EngineProcess left : processes.unfinished()) {
      Set<ProcessHandle> tree = treeOf(left);
      ProcessTree.endForcibly(tree);
      processes.markLost(left.id(), clock.instant());
      ended += tree.size();
      LOG.atInfo()
          .addKeyValue("engineProcessId", left.id())
          .addKeyValue("kind", left.kind())
          .addKeyValue("processesEnded", tree.size())
          .log("Engine process of an earlier run marked lost");
    }
    return ended;
  }

  private static Set<ProcessHandle> treeOf(EngineProcess left) {
    Long pid = left.pid();
    Instant start = left.processStart();
    Optional<ProcessHandle> root =
        pid == null || start == null
            ? Optional.empty()
            : ProcessHandle.of(pid)
                .filter(handle -> startedAt(handle, start))
                .filter(handle -> ProcessTree.isMarked(pid, left.id()).orElse(true));
    return root.map(handle -> ProcessTree.members(handle, left.id()))
        .orElseGet(() -> new LinkedHashSet<>(ProcessTree.marked(left.id())));
  }

  private static boolean startedAt(ProcessHandle handle, Instant start) {
    @Nullable Instant actual = handle.info().startInstant().orElse(null);
    return actual != null && Duration.between(actual, start).abs().compareTo(SAME_INSTANT) <= 0;
  }
}
