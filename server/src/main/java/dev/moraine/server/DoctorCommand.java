package dev.moraine.server;

import dev.moraine.catalog.doctor.Difference;
import dev.moraine.catalog.doctor.RepairService;
import dev.moraine.catalog.doctor.StoredTables;
import dev.moraine.server.http.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moraine doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Compares the database with the warehouse, also while servers run, and says table by table"
            + " what differs. Ends with 0 when nothing does, with 1 when something does.",
    sortOptions = false,
    exitCodeOnExecutionException = 2)
final class DoctorCommand implements Callable<Integer> {
  private static final int PROGRESS = 1_000;

  @Mixin private MetadataOptions where = new MetadataOptions();
  @Mixin private WarehouseOption warehouse = new WarehouseOption();

  @Option(
      names = "--catalog",
      paramLabel = "CATALOG",
      description = "Only this catalog, by name or id (default: all).")
  private @Nullable String catalog;

  @Option(
      names = "--deep",
      description = "Read the manifests too, and look for each data file of the newest snapshots.")
  private boolean deep;

  @Option(
      names = "--repair-from",
      paramLabel = "SIDE",
      description = {
        "Repair what can be repaired, taking one side for right.",
        "warehouse: rows take the newest schema and the newest whole snapshot that are in storage,"
            + " as after a backup was restored.",
        "database: files of a row's schema and newest snapshot that are missing are written again.",
        "On SQLite no server may run meanwhile."
      })
  private RepairService.@Nullable Side repairFrom;

  @Option(
      names = "--register",
      paramLabel = "DATABASE",
      description =
          "Register tables that are in a catalog's folder and that no row names in this database of"
              + " it, each under its folder's name. Dropping them later leaves their folders.")
  private @Nullable String register;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What {@code --json} prints. */
  record Report(long tables, List<String> done, List<ReportedDifference> differences) {}

  record ReportedDifference(
      String kind, String catalog, String subject, String location, String sentence) {
    static ReportedDifference of(Difference difference) {
      return new ReportedDifference(
          difference.kind().code(),
          difference.catalog(),
          difference.subject(),
          difference.folder().uri(),
          difference.sentence());
    }
  }

  @Override
  public Integer call() {
    OperatorWiring.Diagnosis diagnosis =
        OperatorWiring.doctor(
            where.data(),
            where.postgres(),
            warehouse.location(),
            Optional.ofNullable(catalog),
            deep ? StoredTables.Depth.DATA_FILES : StoredTables.Depth.MANIFESTS,
            new OperatorWiring.Treatment(
                Optional.ofNullable(repairFrom), Optional.ofNullable(register)),
            this::tell);
    List<ReportedDifference> differences =
        diagnosis.findings().differences().stream().map(ReportedDifference::of).toList();
    long tables = diagnosis.findings().tables();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(new Report(tables, diagnosis.done(), differences)));
    } else {
      diagnosis.done().forEach(out::println);
      print(out, differences);
      out.println(
          (differences.isEmpty() ? "No differences" : "Differences: " + differences.size())
              + ", tables: "
              + tables);
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void tell(long tables) {
    if (tables % PROGRESS == 0) {
      spec.commandLine().getErr().println(tables + " tables ...");
    }
  }

  private static void print(PrintWriter out, List<ReportedDifference> differences) {
    String line =
        "%-"
            + width(differences, ReportedDifference::catalog)
            + "s  %-"
            + width(differences, ReportedDifference::subject)
            + "s  %-"
            + width(differences, ReportedDifference::kind)
            + "s  %s%n";
    for (ReportedDifference each : differences) {
      out.printf(line, each.catalog(), each.subject(), each.kind(), each.sentence());
    }
  }

  private static int width(
      List<ReportedDifference> differences, Function<ReportedDifference, String> column) {
    return differences.stream().mapToInt(each -> column.apply(each).length()).max().orElse(1) + 1;
  }
}
