package dev.moraine.engines.process;

import dev.moraine.engine.EngineProcessKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A JVM to start.
 *
 * @param jvmOptions may hold secrets (system properties); they reach the JVM through a file
 * @param environment all that the child sees besides {@link EngineLauncher}'s few inherited names
 * @param output where standard output and error go, appended
 */
public record JavaCommand(
    EngineProcessKind kind,
    List<Path> classPath,
    List<String> jvmOptions,
    String mainClass,
    List<String> arguments,
    Map<String, String> environment,
    Path workingDirectory,
    Path output) {

  public JavaCommand {
    classPath = List.copyOf(classPath);
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Without the options and the environment, which hold secrets. */
  @Override
  public String toString() {
    return kind + " " + mainClass;
  }
}
