package dev.moraine.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The operator's commands: {@code moraine backup} and the like. They work on the data directory and
 * the database themselves, so they need no server, and the rights of the user who runs one.
 */
@Command(
    name = "moraine",
    mixinStandardHelpOptions = true,
    description = "Keeps a Moraine server's metadata safe and sound.",
    subcommands = {BackupCommand.class, RestoreCommand.class, DoctorCommand.class})
final class Operator {
  /** As for wrong usage: nothing was done. */
  private static final int REFUSED = 2;

  private Operator() {}

  public static void main(String[] arguments) {
    // Before the first logger: a server may be writing its log file.
    System.setProperty("logback.configurationFile", "logback-operator.xml");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Operator())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              if (e instanceof StartupFailure) {
                commandLine.getErr().println(e.getMessage());
                return REFUSED;
              }
              throw e;
            });
  }
}
