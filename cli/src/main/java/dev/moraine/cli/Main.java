package dev.moraine.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code moraine catalog create lake} and the like. */
@Command(
    name = "moraine",
    mixinStandardHelpOptions = true,
    description = "Talks to a Moraine server.",
    subcommands = {
      CatalogCommand.class,
      TableCommand.class,
      UserCommand.class,
      KeyCommand.class,
      TokenCommand.class,
      RoleCommand.class,
      NodeCommand.class,
      NodeAgentCommand.class,
      PolicyCommand.class,
      GrantCommand.Give.class,
      GrantCommand.Take.class,
      GrantsCommand.class,
      NetworkCommand.class,
      AuditCommand.class,
      CanICommand.class,
      WhoAmICommand.class
    })
final class Main {
  /** What a command could not do; distinct from picocli's 2 for wrong usage. */
  private static final int FAILED = 1;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              if (e instanceof CommandFailure) {
                commandLine.getErr().println(e.getMessage());
                return FAILED;
              }
              throw e;
            });
  }
}
