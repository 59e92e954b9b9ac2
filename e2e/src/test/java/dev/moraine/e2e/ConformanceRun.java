package dev.moraine.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.paimon.rest.MoraineRestCatalog;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * Runs the RESTCatalogTest that is on the class path against a server of its own; see {@link
 * TestRun}. The argument is the data directory.
 */
final class ConformanceRun {
  private ConformanceRun() {}

  public static void main(String[] args) {
    try (MoraineProcess server =
        MoraineProcess.start(
            Path.of(System.getProperty("moraine.distribution")),
            Path.of(args[0]),
            Duration.ofSeconds(60),
            List.of("--port", "0", "--engines", "none"),
            line -> {})) {
      MoraineRestCatalog.server = server;
      TestRun.run(
          DiscoverySelectors.selectClass(MoraineRestCatalog.class), MethodSource::getMethodName);
    }
    // Paimon's clients leave threads behind that are no daemons.
    System.exit(0);
  }
}
