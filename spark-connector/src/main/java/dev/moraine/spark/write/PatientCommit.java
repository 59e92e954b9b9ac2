package dev.moraine.spark.write;

import java.util.Map;
import org.apache.paimon.CoreOptions;

/**
 * How the commit of a rewrite competes. It has done its work by then, and writers that commit all
 * the time must not make it lose every race: it tries longer than they, and waits less in between.
 */
public final class PatientCommit {
  /** Options for a copy of the table to commit with. */
  public static final Map<String, String> OPTIONS =
      Map.of(
          CoreOptions.COMMIT_MAX_RETRIES.key(), "1000",
          CoreOptions.COMMIT_TIMEOUT.key(), "10 min",
          CoreOptions.COMMIT_MIN_RETRY_WAIT.key(), "1 ms",
          CoreOptions.COMMIT_MAX_RETRY_WAIT.key(), "100 ms");

  private PatientCommit() {}
}
