package dev.moraine.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Makes the metadata of a new server from a backup, in SQLite or PostgreSQL, whichever the"
            + " backup came from. The database must be empty, and master.key of the server that was"
            + " backed up in the data directory or in the backup.",
    sortOptions = false,
    exitCodeOnExecutionException = 2)
final class RestoreCommand implements Callable<Integer> {
  @Mixin private MetadataOptions where = new MetadataOptions();

  @Parameters(paramLabel = "FILE", description = "What 'moraine backup' wrote.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    OperatorWiring.Copied copied = OperatorWiring.restore(where.data(), where.postgres(), file);
    spec.commandLine()
        .getOut()
        .printf("Restored %d rows of %d tables%n", copied.rows(), copied.tables());
    copied.keys().forEach(key -> spec.commandLine().getOut().println("Wrote " + key));
    spec.commandLine()
        .getOut()
        .println("Compare with the warehouse before the first start: ./moraine doctor");
    return ExitCode.OK;
  }
}
