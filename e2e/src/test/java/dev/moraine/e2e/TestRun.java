package dev.moraine.e2e;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests that are on the class path of this JVM, and prints {@code passed} or {@code failed}
 * and the name for each test method, and why it failed before.
 */
final class TestRun implements TestExecutionListener {
  private final Function<MethodSource, String> name;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Map<String, Boolean> passed = new TreeMap<>();

  private TestRun(Function<MethodSource, String> name) {
    this.name = name;
  }

  /**
   * Runs them to their end.
   *
   * @param name what a test method is called in the output
   */
  static void run(DiscoverySelector tests, Function<MethodSource, String> name) {
    TestRun run = new TestRun(name);
    LauncherFactory.create()
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(tests).build(), run);
    run.passed.forEach((test, passed) -> run.out.println((passed ? "passed " : "failed ") + test));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    record(test, TestExecutionResult.failed(new AssertionError("skipped: " + reason)));
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    record(test, result);
  }

  // A method with several invocations fails with any of them.
  private void record(TestIdentifier test, TestExecutionResult result) {
    if (test.getSource().orElse(null) instanceof MethodSource source) {
      boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      passed.merge(name.apply(source), success, Boolean::logicalAnd);
    }
    result
        .getThrowable()
        .ifPresent(
            thrown -> {
              out.print(test.getDisplayName() + ": ");
              thrown.printStackTrace(out);
            });
  }
}
