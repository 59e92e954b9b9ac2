package dev.moraine.e2e;

import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * Runs the connector's own tests, which are on the class path, on the catalog that {@code
 * moraine.test.catalog} names; see {@link TestRun}.
 */
final class SparkConnectorRun {
  private SparkConnectorRun() {}

  public static void main(String[] args) {
    TestRun.run(
        DiscoverySelectors.selectPackage("dev.moraine.spark"),
        test -> test.getJavaClass().getSimpleName() + "." + test.getMethodName());
    // Spark and Paimon's clients leave threads behind that are no daemons.
    System.exit(0);
  }
}
