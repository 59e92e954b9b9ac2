package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.paimon.rest.MoraineRestCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs Paimon's own RESTCatalogTest against the server and holds the results against
 * docs/conformance.md: what is listed there fails, everything else passes. The server stands on a
 * restored backup, which so proves to be as good as a new directory.
 */
class ConformanceTest {
  private static final Pattern LISTED = Pattern.compile("\\| `(test\\w+)` \\| .+ \\|");

  /** What became of each test method; a method with several invocations fails with any of them. */
  private static final class Results implements TestExecutionListener {
    private final Set<String> all = new TreeSet<>();
    private final Map<String, Throwable> failed = new TreeMap<>();

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      record(test, new AssertionError("skipped: " + reason));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      record(test, passed ? null : result.getThrowable().orElseGet(AssertionError::new));
    }

    private void record(TestIdentifier test, Throwable failure) {
      if (test.getSource().orElse(null) instanceof MethodSource source) {
        all.add(source.getMethodName());
        if (failure != null) {
          failed.put(source.getMethodName(), failure);
        }
      }
    }
  }

  @Test
  void paimonsOwnTestsPassButForTheListedOnes(@TempDir Path folder) throws Exception {
    Results results = new Results();
    Path backup = folder.resolve("backup.zip");
    Path data = folder.resolve("data");
    try (MoraineProcess origin = start(folder.resolve("origin"))) {
      origin.createCatalog("backed-up");
      OperatorCommands.succeed(
          "backup", backup.toString(), "--with-keys", "--data", origin.dataDirectory().toString());
    }
    OperatorCommands.succeed("restore", backup.toString(), "--data", data.toString());

    try (MoraineProcess server = start(data)) {
      MoraineRestCatalog.server = server;
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(DiscoverySelectors.selectClass(MoraineRestCatalog.class))
                  .build(),
              results);
    }

    results.failed.forEach((test, failure) -> System.out.println(test + ": " + trace(failure)));
    System.out.println(
        "Paimon's RESTCatalogTest: "
            + (results.all.size() - results.failed.size())
            + " of "
            + results.all.size()
            + " pass");
    assertThat(results.all).hasSizeGreaterThanOrEqualTo(87);
    assertThat(results.failed.keySet()).isEqualTo(listed());
  }

  private static MoraineProcess start(Path data) {
    return MoraineProcess.start(
        Path.of(System.getProperty("moraine.distribution")),
        data,
        Duration.ofSeconds(60),
        List.of("--port", "0", "--engines", "none"),
        line -> {});
  }

  private static Set<String> listed() throws IOException {
    Set<String> listed = new TreeSet<>();
    Path document = Path.of(System.getProperty("moraine.docs"), "conformance.md");
    for (String line : Files.readAllLines(document)) {
      Matcher matcher = LISTED.matcher(line);
      if (matcher.matches()) {
        listed.add(matcher.group(1));
      }
    }
    return listed;
  }

  private static String trace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
