package dev.moraine.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link EngineProcesses} does. */
public abstract class EngineProcessesContract {
  private static final Instant START = Instant.ofEpochMilli(1_000);
  private static final Instant END = Instant.ofEpochMilli(9_000);

  private final EngineProcess process = starting(1, START);

  /** Fresh and empty for each test; the same database for every server. */
  protected abstract EngineProcesses processes(UUID server);

  private EngineProcesses processes() {
    return processes(new UUID(1, 1));
  }

  @Test
  void noneIsUnfinishedAtFirst() {
    assertThat(processes().unfinished()).isEmpty();
  }

  @Test
  void aRegisteredProcessIsUnfinished() {
    processes().register(process);

    assertThat(processes().unfinished()).containsExactly(process);
  }

  @Test
  void onlyAStartingProcessIsRegistered() {
    EngineProcess running =
        new EngineProcess(
            process.id(), process.kind(), EngineProcessState.RUNNING, 7L, START, START, null, null);

    assertThatThrownBy(() -> processes().register(running))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunningProcessHasItsPidAndStart() {
    processes().register(process);

    processes().markRunning(process.id(), 4_000_000_000L, START.plusMillis(5));

    EngineProcess running = processes().unfinished().get(0);
    assertThat(running.state()).isEqualTo(EngineProcessState.RUNNING);
    assertThat(running.pid()).isEqualTo(4_000_000_000L);
    assertThat(running.processStart()).isEqualTo(START.plusMillis(5));
  }

  @Test
  void anEndedOrLostProcessIsFinished() {
    EngineProcess other = starting(2, START);
    processes().register(process);
    processes().register(other);

    processes().markEnded(process.id(), END, 1);
    processes().markLost(other.id(), END);

    assertThat(processes().unfinished()).isEmpty();
  }

  @Test
  void anEndIsFinal() {
    processes().register(process);
    processes().markEnded(process.id(), END, null);

    processes().markRunning(process.id(), 7, START);
    processes().markLost(process.id(), END);
    processes().markEnded(process.id(), END, 0);

    assertThat(processes().unfinished()).isEmpty();
  }

  @Test
  void aMarkOnAnUnknownProcessChangesNothing() {
    processes().markRunning(process.id(), 7, START);
    processes().markEnded(process.id(), END, 0);

    assertThat(processes().unfinished()).isEmpty();
  }

  @Test
  void unfinishedProcessesAreListedOldestFirst() {
    EngineProcess younger = starting(1, START.plusSeconds(1));
    EngineProcess older = starting(2, START);
    processes().register(younger);
    processes().register(older);

    assertThat(processes().unfinished()).containsExactly(older, younger);
  }

  @Test
  void anotherServersProcessesAreNotListed() {
    processes().register(process);

    assertThat(processes(new UUID(1, 2)).unfinished()).isEmpty();
  }

  private static EngineProcess starting(long id, Instant started) {
    return EngineProcess.starting(
        new EngineProcessId(new UUID(0, id)), EngineProcessKind.SPARK_CONNECT, started);
  }
}
