package dev.moraine.server;

import dev.moraine.audit.Audit;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which calls are kept, and for how long. */
final class AuditOptions {
  @Option(
      names = "--audit",
      paramLabel = "CALLS",
      description =
          "Which calls are kept: all, writes (all but GET requests that were carried out) or off"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "all")
  private String calls = "all";

  @Option(
      names = "--audit-days",
      paramLabel = "N",
      description = "For how many days they are kept (default: ${DEFAULT-VALUE}).",
      defaultValue = "180")
  private int days = 180;

  /** What was said of it. */
  record Rule(Audit.Coverage coverage, Duration kept) {}

  /**
   * @throws StartupFailure when it makes no sense
   */
  Rule rule() {
    if (days < 1) {
      throw new StartupFailure("--audit-days is 1 or more; to keep nothing, say --audit off");
    }
    return new Rule(
        switch (calls.toLowerCase(Locale.ROOT)) {
          case "all" -> Audit.Coverage.ALL;
          case "writes" -> Audit.Coverage.WRITES;
          case "off" -> Audit.Coverage.OFF;
          default -> throw new StartupFailure("--audit is one of all, writes and off");
        },
        Duration.ofDays(days));
  }
}
