package dev.moraine.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moraine backup}. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description =
        "Writes all metadata into one file, as it is at one moment, also while servers run. The"
            + " files of tables are not in it.",
    sortOptions = false,
    exitCodeOnExecutionException = 2)
final class BackupCommand implements Callable<Integer> {
  @Mixin private MetadataOptions where = new MetadataOptions();

  @Parameters(paramLabel = "FILE", description = "The file to write; one that is there stays.")
  private Path file = Path.of("");

  @Option(
      names = "--with-keys",
      description =
          "Put master.key and root-credentials.properties in as well: whoever has the file is then"
              + " the administrator.")
  private boolean withKeys;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    OperatorWiring.Copied copied =
        OperatorWiring.backup(
            where.data(),
            where.postgres(),
            file,
            withKeys ? OperatorWiring.Keys.INCLUDED : OperatorWiring.Keys.LEFT_OUT);
    spec.commandLine()
        .getOut()
        .printf(
            "Backed up %d rows of %d tables to %s, %s%n",
            copied.rows(),
            copied.tables(),
            file,
            withKeys
                ? "with " + String.join(" and ", copied.keys())
                : "without master.key; keep a copy of that elsewhere");
    return ExitCode.OK;
  }
}
