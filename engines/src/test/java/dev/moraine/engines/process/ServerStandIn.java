package dev.moraine.engines.process;

import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcessKind;
import dev.moraine.engines.RememberedProcesses;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stands for a server in a process of its own: starts one child, tells its id, and waits. */
final class ServerStandIn {
  private ServerStandIn() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    EngineChild child =
        new EngineLauncher(
                Path.of(System.getProperty("java.home")),
                directory,
                new RememberedProcesses(),
                Clock.systemUTC(),
                () -> new EngineProcessId(UUID.fromString(arguments[1])),
                System.getenv())
            .start(sleeper(directory), ended -> {});
    System.out.println(child.pid());
    Thread.sleep(60_000);
  }

  /** A JVM that sleeps, with a child of its own. */
  static JavaCommand sleeper(Path directory) {
    return new JavaCommand(
        EngineProcessKind.FLINK_TASK_MANAGER,
        List.of(Path.of(System.getProperty("java.class.path").split(":")[0])),
        List.of("-Xmx32m", "-Dsecret=it's \"quoted\" \\ with spaces"),
        Sleeper.class.getName(),
        List.of("60"),
        Map.of("GIVEN", "yes"),
        directory,
        directory.resolve("sleeper.out"));
  }
}
