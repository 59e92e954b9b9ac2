package dev.moraine.engines;

import dev.moraine.engine.EngineProcessKind;
import dev.moraine.engines.process.JavaCommand;
import dev.moraine.engines.process.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes of a Flink 2.0 session cluster with its SQL Gateway, and their configuration. */
final class EmbeddedFlink {
  private static final int SLOTS = 4;

  /** Source: {@code env.java.opts.all} of Flink 2.0's own config.yaml. */
  private static final List<String> MODULE_OPTIONS =
      List.of(
          "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
          "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.parser=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.text=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED");

  private final EmbeddedEnginesSettings settings;
  private final EngineFolders folders;
  private final int restPort;
  private final int gatewayPort;
  private final int rpcPort;

  EmbeddedFlink(
      EmbeddedEnginesSettings settings,
      EngineFolders folders,
      int restPort,
      int gatewayPort,
      int rpcPort) {
    this.settings = settings;
    this.folders = folders;
    this.restPort = restPort;
    this.gatewayPort = gatewayPort;
    this.rpcPort = rpcPort;
  }

  EngineAddresses.Flink addresses() {
    return new EngineAddresses.Flink(
        URI.create("http://127.0.0.1:" + restPort), URI.create("http://127.0.0.1:" + gatewayPort));
  }

  /** Writes the configuration and gives the commands, in the order in which to start them. */
  List<JavaCommand> commands() throws IOException {
    Path conf = PrivateFiles.directory(folders.flink().resolve("conf"));
    writeConfiguration(conf.resolve("config.yaml"));
    EngineMemory memory = settings.memory();
    List<String> configDirectory = List.of("--configDir", conf.toString());
    return List.of(
        command(
            conf,
            EngineProcessKind.FLINK_JOB_MANAGER,
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of(
                "-Xmx" + memory.flinkJobManagerHeapMb() + "m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:+UseSerialGC"),
            configDirectory),
        command(
            conf,
            EngineProcessKind.FLINK_TASK_MANAGER,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            List.of(
                "-Xmx" + memory.taskManagerHeapMb() + "m",
                "-XX:MaxMetaspaceSize=" + EngineMemory.TASK_MANAGER_METASPACE_MB + "m",
                "-XX:MaxDirectMemorySize="
                    + (EngineMemory.TASK_MANAGER_NETWORK_MB
                        + EngineMemory.TASK_MANAGER_FRAMEWORK_OFF_HEAP_MB
                        + EngineMemory.TASK_MANAGER_TASK_OFF_HEAP_MB)
                    + "m"),
            configDirectory),
        command(
            conf,
            EngineProcessKind.FLINK_SQL_GATEWAY,
            "org.apache.flink.table.gateway.SqlGateway",
            List.of(
                "-Xmx" + memory.flinkGatewayHeapMb() + "m",
                "-XX:MaxMetaspaceSize=320m",
                "-XX:+UseSerialGC"),
            List.of()));
  }

  private JavaCommand command(
      Path conf,
      EngineProcessKind kind,
      String mainClass,
      List<String> memoryOptions,
      List<String> arguments)
      throws IOException {
    Path home = folders.flink();
    Path log = folders.log(kind);
    List<String> options = new ArrayList<>(memoryOptions);
    options.addAll(MODULE_OPTIONS);
    options.addAll(folders.hostOptions(settings.loopbackHostNames()));
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-Djava.io.tmpdir=" + PrivateFiles.directory(home.resolve("tmp")));
    options.add("-Dlog.file=" + log);
    String logging =
        EngineLogging.configure(
            conf.resolve("log4j-" + kind + ".properties"), log, "org.apache.flink", "info");
    options.add("-Dlog4j.configurationFile=" + logging);
    return new JavaCommand(
        kind,
        ClassPath.jars(settings.enginesDirectory().resolve("flink-2.0/lib")),
        options,
        mainClass,
        arguments,
        Map.of("FLINK_CONF_DIR", conf.toString()),
        PrivateFiles.directory(home.resolve("work")),
        folders.output(kind));
  }

  private void writeConfiguration(Path file) throws IOException {
    Path home = folders.flink();
    Map<String, String> config = new TreeMap<>();
    config.put("jobmanager.rpc.address", "127.0.0.1");
    config.put("jobmanager.rpc.port", Integer.toString(rpcPort));
    config.put("jobmanager.bind-host", "127.0.0.1");
    config.put("rest.address", "127.0.0.1");
    config.put("rest.bind-address", "127.0.0.1");
    config.put("rest.port", Integer.toString(restPort));
    config.put("sql-gateway.endpoint.rest.address", "127.0.0.1");
    config.put("sql-gateway.endpoint.rest.bind-address", "127.0.0.1");
    config.put("sql-gateway.endpoint.rest.port", Integer.toString(gatewayPort));
    config.put("sql-gateway.session.idle-timeout", "1 h");
    config.put("taskmanager.host", "127.0.0.1");
    config.put("taskmanager.bind-host", "127.0.0.1");
    config.put("taskmanager.numberOfTaskSlots", Integer.toString(SLOTS));
    taskManagerMemory(config);
    config.put("execution.target", "remote");
    config.put("parallelism.default", "1");
    config.put("execution.checkpointing.interval", "5 s");
    config.put(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    config.put("execution.checkpointing.dir", directory(home, "checkpoints").toUri().toString());
    config.put(
        "execution.checkpointing.savepoint-dir", directory(home, "savepoints").toUri().toString());
    config.put("state.backend.type", "hashmap");
    // While the catalog is away tasks fail; they shall wait for it, not give up.
    config.put("restart-strategy.type", "exponential-delay");
    config.put("restart-strategy.exponential-delay.initial-backoff", "1 s");
    config.put("restart-strategy.exponential-delay.max-backoff", "30 s");
    config.put("blob.storage.directory", directory(home, "blobs").toString());
    config.put("io.tmp.dirs", directory(home, "tmp").toString());
    config.put("process.working-dir", directory(home, "work").toString());
    config.put("web.upload.dir", directory(home, "uploads").toString());
    config.put("web.tmpdir", directory(home, "tmp").toString());
    // Whoever reaches the port must not be able to run a jar.
    config.put("web.submit.enable", "false");
    config.put("metrics.fetcher.update-interval", "3000");
    config.put("pekko.ask.timeout", "60 s");
    config.put("classloader.check-leaked-classloader", "false");
    config.putAll(settings.flinkConfiguration());
    StringBuilder yaml = new StringBuilder();
    config.forEach((key, value) -> yaml.append(key).append(": ").append(yamlText(value)));
    PrivateFiles.write(file, yaml.toString());
  }

  /** The shares that Flink's start scripts would calculate; a TaskManager won't start without. */
  private void taskManagerMemory(Map<String, String> config) {
    config.put("taskmanager.cpu.cores", Integer.toString(SLOTS));
    config.put("taskmanager.memory.framework.heap.size", "128m");
    config.put(
        "taskmanager.memory.task.heap.size", settings.memory().taskManagerHeapMb() - 128 + "m");
    config.put(
        "taskmanager.memory.framework.off-heap.size",
        EngineMemory.TASK_MANAGER_FRAMEWORK_OFF_HEAP_MB + "m");
    config.put(
        "taskmanager.memory.task.off-heap.size", EngineMemory.TASK_MANAGER_TASK_OFF_HEAP_MB + "m");
    config.put("taskmanager.memory.network.min", EngineMemory.TASK_MANAGER_NETWORK_MB + "m");
    config.put("taskmanager.memory.network.max", EngineMemory.TASK_MANAGER_NETWORK_MB + "m");
    config.put("taskmanager.memory.managed.size", EngineMemory.TASK_MANAGER_MANAGED_MB + "m");
    config.put(
        "taskmanager.memory.jvm-metaspace.size", EngineMemory.TASK_MANAGER_METASPACE_MB + "m");
    config.put("taskmanager.memory.jvm-overhead.min", EngineMemory.TASK_MANAGER_OVERHEAD_MB + "m");
    config.put("taskmanager.memory.jvm-overhead.max", EngineMemory.TASK_MANAGER_OVERHEAD_MB + "m");
  }

  private static Path directory(Path home, String name) throws IOException {
    return PrivateFiles.directory(home.resolve(name));
  }

  private static String yamlText(String value) {
    return "'" + value.replace("'", "''") + "'\n";
  }
}
