package dev.moraine.engines.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the Java that Spark 4.0 and Flink 2.0 can run on, which may not be the server's own. */
public final class EngineJava {
  private static final Set<Integer> SUITABLE = Set.of(17, 21);
  private static final Pattern VERSION =
      Pattern.compile("java\\.specification\\.version = (?:1\\.)?(\\d+)");

  private EngineJava() {}

  /**
   * Chooses between the operator's Java and the server's own.
   *
   * @param configured what MORAINE_ENGINE_JAVA_HOME or its setting names; beats the server's own
   * @param own the home of the running JVM
   * @param ownVersion its feature version, such as 17
   * @throws EngineStartException if the choice can't run the engines, saying what is needed
   */
  public static Path choose(@Nullable Path configured, Path own, int ownVersion) {
    if (configured == null) {
      if (SUITABLE.contains(ownVersion)) {
        return own;
      }
      throw new EngineStartException(
          "Spark 4.0 and Flink 2.0 need Java 17 or 21, and this server runs on Java "
              + ownVersion
              + ": name a fitting Java in MORAINE_ENGINE_JAVA_HOME.");
    }
    if (!Files.isExecutable(configured.resolve("bin/java"))) {
      throw new EngineStartException(
          "MORAINE_ENGINE_JAVA_HOME names "
              + configured
              + ", which holds no bin/java; Spark 4.0 and Flink 2.0 need Java 17 or 21.");
    }
    int version = versionOf(configured);
    if (!SUITABLE.contains(version)) {
      throw new EngineStartException(
          "MORAINE_ENGINE_JAVA_HOME names Java "
              + version
              + " ("
              + configured
              + "); Spark 4.0 and Flink 2.0 need Java 17 or 21.");
    }
    return configured;
  }

  private static int versionOf(Path home) {
    try {
      Process process =
          new ProcessBuilder(
                  home.resolve("bin/java").toString(), "-XshowSettings:properties", "-version")
              .redirectErrorStream(true)
              .start();
      String settings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = VERSION.matcher(settings);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      throw new EngineStartException(home + " does not tell its Java version.");
    } catch (IOException failed) {
      throw new EngineStartException(home + " could not be asked for its Java version.", failed);
    }
  }
}
