package dev.moraine.engines.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.engine.EngineProcess;
import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcessKind;
import dev.moraine.engine.EngineProcessState;
import dev.moraine.engines.RememberedProcesses;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class EngineLauncherTest {
  private final RememberedProcesses processes = new RememberedProcesses();
  private final BlockingQueue<EngineChild> endedByThemselves = new LinkedBlockingQueue<>();
  private final List<ProcessHandle> started = new ArrayList<>();
  private Path directory;
  private EngineLauncher launcher;

  @BeforeEach
  void prepare(@TempDir Path temporary) {
    directory = temporary;
    launcher =
        new EngineLauncher(
            Path.of(System.getProperty("java.home")),
            directory,
            processes,
            Clock.systemUTC(),
            () -> new EngineProcessId(UUID.randomUUID()),
            Map.of("PATH", "/usr/bin:/bin", "MORAINE_DATABASE_PASSWORD", "hidden"));
  }

  @AfterEach
  void endWhatATestStarted() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void theChildGetsItsOptionsThroughAPrivateFileAndAShortEnvironment() throws Exception {
    EngineChild child = start();

    assertThat(output("secret")).isEqualTo("it's \"quoted\" \\ with spaces");
    assertThat(output("environment"))
        .contains("GIVEN", "PATH", "MORAINE_ENGINE_PROCESS_ID")
        .doesNotContain("PASSWORD");
    assertThat(Files.readString(Path.of("/proc/" + child.pid() + "/cmdline")))
        .doesNotContain("quoted");
    assertThat(Files.getPosixFilePermissions(directory.resolve("flink_task_manager.args")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    child.close();
  }

  @Test
  void closingEndsTheWholeTreeAndItsRow() throws Exception {
    EngineChild child = start();
    ProcessHandle below = handle(Long.parseLong(output("below")));
    assertThat(processes.unfinished())
        .extracting(EngineProcess::state)
        .containsExactly(EngineProcessState.RUNNING);

    child.close();

    assertThat(child.isAlive()).isFalse();
    assertThat(below.isAlive()).isFalse();
    await(() -> processes.unfinished().isEmpty());
    assertThat(endedByThemselves).isEmpty();
  }

  @Test
  void aChildThatDiesIsNoticedAtOnceAndTakesItsTreeAlong() throws Exception {
    EngineChild child = start();
    ProcessHandle below = handle(Long.parseLong(output("below")));

    handle(child.pid()).destroyForcibly();

    assertThat(endedByThemselves.poll(2, TimeUnit.SECONDS)).isSameAs(child);
    assertThat(processes.all())
        .extracting(EngineProcess::state)
        .containsExactly(EngineProcessState.ENDED);
    await(() -> !below.isAlive());
  }

  @Test
  void whatAKilledServerLeftBehindIsEndedAtTheNextStart() throws Exception {
    EngineProcessId id = new EngineProcessId(UUID.randomUUID());
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerStandIn.class.getName(),
                directory.toString(),
                id.toString())
            .redirectError(directory.resolve("server.err").toFile())
            .start();
    long pid;
    try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (!line.matches("\\d+")) {
        line = lines.readLine();
      }
      pid = Long.parseLong(line);
    }
    ProcessHandle child = handle(pid);
    ProcessHandle below = handle(Long.parseLong(output("below")));
    processes.register(
        EngineProcess.starting(id, EngineProcessKind.FLINK_TASK_MANAGER, Instant.now()));
    processes.markRunning(id, pid, child.info().startInstant().orElseThrow());
    server.destroyForcibly().waitFor();
    assertThat(child.isAlive()).isTrue();

    int ended = new Leftovers(processes, Clock.systemUTC()).end();

    assertThat(ended).isEqualTo(2);
    assertThat(child.isAlive()).isFalse();
    assertThat(below.isAlive()).isFalse();
    assertThat(processes.all())
        .extracting(EngineProcess::state)
        .containsExactly(EngineProcessState.LOST);
  }

  @Test
  void aRecycledPidIsNotEnded() throws Exception {
    ProcessHandle stranger = new ProcessBuilder("sleep", "60").start().toHandle();
    started.add(stranger);
    EngineProcessId id = new EngineProcessId(UUID.randomUUID());
    Instant earlier = stranger.info().startInstant().orElseThrow().minusSeconds(3_600);
    processes.register(EngineProcess.starting(id, EngineProcessKind.SPARK_CONNECT, Instant.now()));
    processes.markRunning(id, stranger.pid(), earlier);

    int ended = new Leftovers(processes, Clock.systemUTC()).end();

    assertThat(ended).isZero();
    assertThat(stranger.isAlive()).isTrue();
    assertThat(processes.unfinished()).isEmpty();
  }

  @Test
  void aStartCutShortBeforeItsPidWasWrittenIsFoundByItsEnvironment() throws Exception {
    EngineProcessId id = new EngineProcessId(UUID.randomUUID());
    ProcessBuilder unrecorded = new ProcessBuilder("sleep", "60");
    unrecorded.environment().put(EngineLauncher.ENVIRONMENT_ID, id.toString());
    ProcessHandle process = unrecorded.start().toHandle();
    started.add(process);
    processes.register(EngineProcess.starting(id, EngineProcessKind.SPARK_CONNECT, Instant.now()));

    int ended = new Leftovers(processes, Clock.systemUTC()).end();

    assertThat(ended).isEqualTo(1);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void aTakenPortIsReplacedByAnother() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        LoopbackPorts ports = new LoopbackPorts()) {
      int first = ports.pick(taken.getLocalPort());
      int second = ports.pick(first);

      assertThat(List.of(taken.getLocalPort(), first, second)).doesNotHaveDuplicates();
    }
  }

  private EngineChild start() {
    EngineChild child = launcher.start(ServerStandIn.sleeper(directory), endedByThemselves::add);
    started.add(ProcessHandle.of(child.pid()).orElseThrow());
    return child;
  }

  private ProcessHandle handle(long pid) {
    ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
    started.add(handle);
    return handle;
  }

  /** What the sleeper said under a name, once it has. */
  private String output(String name) throws Exception {
    Path file = directory.resolve("sleeper.out");
    await(() -> Files.exists(file) && Files.readString(file).contains("below "));
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
