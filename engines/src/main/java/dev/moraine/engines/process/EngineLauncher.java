package dev.moraine.engines.process;

import dev.moraine.engine.EngineProcess;
import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts JVMs, each of which has its row before it exists and our id in its environment.
 *
 * <p>A child sees a handful of inherited environment names and what its command says, no more: the
 * server's own environment may hold secrets, and SQL can read an engine's.
 */
public final class EngineLauncher {
  /** The environment name under which a process and its descendants carry our id. */
  public static final String ENVIRONMENT_ID = "MORAINE_ENGINE_PROCESS_ID";

  private static final List<String> INHERITED =
      List.of("HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "TZ", "USER");

  private static final Logger LOG = LoggerFactory.getLogger(EngineLauncher.class);

  private final Path javaHome;
  private final Path argumentFiles;
  private final EngineProcesses processes;
  private final Clock clock;
  private final Supplier<EngineProcessId> ids;
  private final Map<String, String> environment;

  /**
   * @param argumentFiles an existing directory of ours
   * @param environment the server's, of which the children see a few harmless names
   */
  public EngineLauncher(
      Path javaHome,
      Path argumentFiles,
      EngineProcesses processes,
      Clock clock,
      Supplier<EngineProcessId> ids,
      Map<String, String> environment) {
    this.javaHome = javaHome;
    this.argumentFiles = argumentFiles;
    this.processes = processes;
    this.clock = clock;
    this.ids = ids;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Starts the command.
   *
   * @param onUnexpectedEnd called once, on another thread, when the child ends without being closed
   * @throws EngineStartException if there is no process afterwards; its row is ended
   */
  public EngineChild start(JavaCommand command, Consumer<EngineChild> onUnexpectedEnd) {
    EngineProcessId id = ids.get();
    processes.register(EngineProcess.starting(id, command.kind(), clock.instant()));
    Process process;
    try {
      process = spawn(id, command);
    } catch (IOException failed) {
      processes.markEnded(id, clock.instant(), null);
      throw new EngineStartException(command + " could not be started", failed);
    }
    EngineChild child = new EngineChild(id, command.kind(), process, command.output());
    CompletableFuture<Process> unused =
        process.onExit().whenComplete((ended, failed) -> onEnd(child, onUnexpectedEnd));
    try {
      Instant start = process.info().startInstant().orElseGet(clock::instant);
      processes.markRunning(id, process.pid(), start);
    } catch (RuntimeException unrecorded) {
      child.close();
      throw unrecorded;
    }
    LOG.atInfo()
        .addKeyValue("engineProcessId", id)
        .addKeyValue("kind", command.kind())
        .addKeyValue("pid", process.pid())
        .log("Engine process started");
    return child;
  }

  private Process spawn(EngineProcessId id, JavaCommand command) throws IOException {
    Path arguments =
        argumentFiles.resolve(command.kind().name().toLowerCase(Locale.ROOT) + ".args");
    ArgumentFile.write(arguments, command);
    ProcessBuilder builder =
        new ProcessBuilder(javaHome.resolve("bin/java").toString(), "@" + arguments)
            .directory(command.workingDirectory().toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(command.output().toFile()));
    Map<String, String> childEnvironment = builder.environment();
    childEnvironment.clear();
    for (String name : INHERITED) {
      String value = environment.get(name);
      if (value != null) {
        childEnvironment.put(name, value);
      }
    }
    childEnvironment.putAll(command.environment());
    childEnvironment.put(ENVIRONMENT_ID, id.toString());
    return builder.start();
  }

  private void onEnd(EngineChild child, Consumer<EngineChild> onUnexpectedEnd) {
    if (child.isClosing()) {
      LOG.atInfo().addKeyValue("kind", child.kind()).log("Engine process ended");
    } else {
      LOG.atWarn()
          .addKeyValue("engineProcessId", child.id())
          .addKeyValue("kind", child.kind())
          .addKeyValue("exitCode", child.exitCode())
          .addKeyValue("output", child.output())
          .log("Engine process ended by itself");
    }
    try {
      processes.markEnded(child.id(), clock.instant(), child.exitCode());
    } catch (RuntimeException unrecorded) {
      // The row stays unfinished, so the next start looks for the process and finds none.
      LOG.atWarn().setCause(unrecorded).log("The end of an engine process was not recorded");
    }
    if (!child.isClosing()) {
      try {
        onUnexpectedEnd.accept(child);
      } finally {
        ProcessTree.endMarked(child.id());
      }
    }
  }
}
