package dev.moraine.engines;

import dev.moraine.engines.process.EngineStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which jars of the distribution an engine runs on. */
final class ClassPath {
  private static final String APACHE_CONNECTOR = "paimon-spark-";
  private static final List<String> REPLACED_BY_APACHE =
      List.of("moraine-spark-apache-names-", "paimon-bundle-");

  private ClassPath() {}

  /** All jars of the directory, by name. */
  static List<Path> jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new EngineStartException(
          directory + " is missing; the distribution is not complete, build it first.");
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException unreadable) {
      throw new EngineStartException(directory + " can't be read", unreadable);
    }
  }

  /**
   * Spark's jars and its connectors.
   *
   * <p>Where an operator has put Apache's own connector, it takes the class names that our alias
   * jar lends it, and brings its own copy of Paimon: both of ours stay out.
   */
  static List<Path> spark(Path sparkDirectory) {
    List<Path> classPath = new ArrayList<>(jars(sparkDirectory.resolve("jars")));
    classPath.addAll(connectors(jars(sparkDirectory.resolve("connectors"))));
    return classPath;
  }

  static List<Path> connectors(List<Path> present) {
    boolean apache = present.stream().anyMatch(jar -> name(jar).startsWith(APACHE_CONNECTOR));
    return present.stream()
        .filter(jar -> !apache || REPLACED_BY_APACHE.stream().noneMatch(name(jar)::startsWith))
        .toList();
  }

  private static String name(Path jar) {
    return jar.getFileName().toString();
  }
}
