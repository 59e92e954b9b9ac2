package dev.moraine.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that says how the engines of this machine are started.
 *
 * @param enginesDirectory the distribution's {@code engines/}, with one folder per engine version
 * @param dataDirectory the server's data directory
 * @param javaHome of Java 17 or 21, as {@link dev.moraine.engines.process.EngineJava} chose it
 * @param server what the Spark driver is told of the server; null when nothing
 * @param loopbackHostNames names that the engines shall find at 127.0.0.1, such as {@code
 *     cn-hangzhou-vpc.dlf.moraine.test}: Paimon's clients read the region from the host name. With
 *     any, the engines resolve these, localhost and this machine's own name, and no other.
 * @param sparkConfiguration more of Spark's configuration; beats ours; may hold secrets
 * @param flinkConfiguration more of Flink's configuration; beats ours; may hold secrets
 * @param environment the server's environment, of which a few harmless names are passed on
 */
public record EmbeddedEnginesSettings(
    Path enginesDirectory,
    Path dataDirectory,
    Path javaHome,
    Set<Engine> engines,
    EngineMemory memory,
    EnginePorts ports,
    @Nullable ServerAddress server,
    Set<String> loopbackHostNames,
    Map<String, String> sparkConfiguration,
    Map<String, String> flinkConfiguration,
    Map<String, String> environment,
    Duration startTimeout) {

  public EmbeddedEnginesSettings {
    enginesDirectory = enginesDirectory.toAbsolutePath().normalize();
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    engines = Set.copyOf(engines);
    loopbackHostNames = Set.copyOf(loopbackHostNames);
    sparkConfiguration = Map.copyOf(sparkConfiguration);
    flinkConfiguration = Map.copyOf(flinkConfiguration);
    environment = Map.copyOf(environment);
  }

  /** Both engines, default memory, preferred ports, three minutes to start. */
  public static EmbeddedEnginesSettings of(
      Path enginesDirectory, Path dataDirectory, Path javaHome, Map<String, String> environment) {
    return new EmbeddedEnginesSettings(
        enginesDirectory,
        dataDirectory,
        javaHome,
        Set.of(Engine.values()),
        EngineMemory.DEFAULT,
        EnginePorts.PREFERRED,
        null,
        Set.of(),
        Map.of(),
        Map.of(),
        environment,
        Duration.ofMinutes(3));
  }

  public EmbeddedEnginesSettings withEngines(Set<Engine> wanted) {
    return new EmbeddedEnginesSettings(
        enginesDirectory,
        dataDirectory,
        javaHome,
        wanted,
        memory,
        ports,
        server,
        loopbackHostNames,
        sparkConfiguration,
        flinkConfiguration,
        environment,
        startTimeout);
  }

  public EmbeddedEnginesSettings withMemory(EngineMemory sizes) {
    return new EmbeddedEnginesSettings(
        enginesDirectory,
        dataDirectory,
        javaHome,
        engines,
        sizes,
        ports,
        server,
        loopbackHostNames,
        sparkConfiguration,
        flinkConfiguration,
        environment,
        startTimeout);
  }

  public EmbeddedEnginesSettings withPorts(EnginePorts preferred) {
    return new EmbeddedEnginesSettings(
        enginesDirectory,
        dataDirectory,
        javaHome,
        engines,
        memory,
        preferred,
        server,
        loopbackHostNames,
        sparkConfiguration,
        flinkConfiguration,
        environment,
        startTimeout);
  }

  public EmbeddedEnginesSettings withServer(
      @Nullable ServerAddress address, Set<String> hostNames) {
    return new EmbeddedEnginesSettings(
        enginesDirectory,
        dataDirectory,
        javaHome,
        engines,
        memory,
        ports,
        address,
        hostNames,
        sparkConfiguration,
        flinkConfiguration,
        environment,
        startTimeout);
  }

  public EmbeddedEnginesSettings withConfiguration(
      Map<String, String> spark, Map<String, String> flink) {
    return new EmbeddedEnginesSettings(
        enginesDirectory,
        dataDirectory,
        javaHome,
        engines,
        memory,
        ports,
        server,
        loopbackHostNames,
        spark,
        flink,
        environment,
        startTimeout);
  }

  /** Without the configurations and the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "EmbeddedEnginesSettings[" + engines + " from " + enginesDirectory + "]";
  }
}
