package dev.moraine.e2e;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.paimon.rest.MoraineRestCatalog;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the RESTCatalogTest that is on the class path against a server of its own, and prints {@code
 * passed} or {@code failed} and the name for each test method. The argument is the data directory.
 */
final class ConformanceRun {
  private ConformanceRun() {}

  /** What became of each test method; one with several invocations fails with any of them. */
  private static final class Results implements TestExecutionListener {
    private final Map<String, Boolean> passed = new TreeMap<>();
    private final PrintStream log;

    Results(PrintStream log) {
      this.log = log;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      record(test, TestExecutionResult.failed(new AssertionError("skipped: " + reason)));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      record(test, result);
    }

    private void record(TestIdentifier test, TestExecutionResult result) {
      if (test.getSource().orElse(null) instanceof MethodSource source) {
        boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        passed.merge(source.getMethodName(), success, Boolean::logicalAnd);
        result
            .getThrowable()
            .ifPresent(
                thrown -> {
                  log.print(source.getMethodName() + ": ");
                  thrown.printStackTrace(log);
                });
      } else {
        result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(log));
      }
    }
  }

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Results results = new Results(out);
    try (MoraineProcess server =
        MoraineProcess.start(
            Path.of(System.getProperty("moraine.distribution")),
            Path.of(args[0]),
            Duration.ofSeconds(60),
            List.of("--port", "0", "--engines", "none"),
            line -> {})) {
      MoraineRestCatalog.server = server;
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(DiscoverySelectors.selectClass(MoraineRestCatalog.class))
                  .build(),
              results);
    }
    results.passed.forEach((test, passed) -> out.println((passed ? "passed " : "failed ") + test));
    // Paimon's clients leave threads behind that are no daemons.
    System.exit(0);
  }
}
