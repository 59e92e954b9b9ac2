package dev.moraine.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Log4j's configuration for an engine: one file that rolls over, nothing on standard output. */
final class EngineLogging {
  private EngineLogging() {}

  /**
   * Writes the configuration.
   *
   * @param level of the engine's own classes; everything else logs from WARN on
   * @return the JVM option that makes Log4j use it
   */
  static String configure(Path configuration, Path log, String engineLogger, String level)
      throws IOException {
    Files.writeString(
        configuration,
        """
        status = error
        rootLogger.level = warn
        rootLogger.appenderRef.file.ref = file
        logger.engine.name = %s
        logger.engine.level = %s
        # Says on every start that no native code is there, which is so by choice.
        logger.native.name = org.apache.hadoop.util.NativeCodeLoader
        logger.native.level = error
        appender.file.type = RollingFile
        appender.file.name = file
        appender.file.fileName = %s
        appender.file.filePattern = %s.%%i
        appender.file.layout.type = PatternLayout
        appender.file.layout.pattern = %%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %%-5p %%c{1} %%m%%n
        appender.file.policies.type = Policies
        appender.file.policies.size.type = SizeBasedTriggeringPolicy
        appender.file.policies.size.size = 20MB
        appender.file.strategy.type = DefaultRolloverStrategy
        appender.file.strategy.max = 3
        """
            .formatted(engineLogger, level, log, log));
    return configuration.toUri().toString();
  }
}
