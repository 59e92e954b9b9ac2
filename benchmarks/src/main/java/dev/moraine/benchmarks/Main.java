package dev.moraine.benchmarks;

import dev.moraine.engines.spark.SparkException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moraine bench}: measures, prints, and writes down where it is told to. */
@Command(
    name = "moraine bench",
    mixinStandardHelpOptions = true,
    description = "Runs the benchmarks; they report figures and judge none.",
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final int NOT_MEASURED = 1;
  private static final int USAGE = 2;

  /** What there is to run. */
  enum Benchmark {
    catalog,
    scale,
    access,
    contention,
    tutorial,

    /** Needs what no build brings along, so it is run only when asked for. */
    hive,

    /** Need it too. */
    spark_read,
    spark_write;

    private boolean runsUnasked() {
      return this != hive && this != spark_read && this != spark_write;
    }

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Option(
      names = "--only",
      description =
          "Run one of them: ${COMPLETION-CANDIDATES} (default: all but hive, spark-read and"
              + " spark-write, which compare with a Hive Metastore and with Iceberg that they"
              + " download).")
  private @Nullable Benchmark only;

  @Option(
      names = "--seconds",
      description =
          "How long each load runs in each round, 1 to 60; the tutorial counts instead (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "8")
  private int seconds = 8;

  @Option(
      names = "--rounds",
      description = "How often everything is measured, 1 to 20 (default: ${DEFAULT-VALUE}).",
      defaultValue = "3")
  private int rounds = 3;

  @Option(
      names = "--tables",
      description = "Tables in the benchmark catalog, 1 to 20000 (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int tables = 1000;

  @Option(names = "--write", description = "Put the results into the results file.")
  private boolean write;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "The results file (default: ${DEFAULT-VALUE}).",
      defaultValue = "benchmarks/RESULTS.md")
  private Path results = Path.of("benchmarks/RESULTS.md");

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "What else was going on; stands beside the figures.")
  private @Nullable String note;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> mistake = mistake();
    if (mistake.isPresent()) {
      err.println(mistake.get());
      return USAGE;
    }
    try {
      ZonedDateTime started = ZonedDateTime.now(ZoneOffset.UTC);
      Machine machine = Machine.look();
      out.println(machine.describe() + ".\n");
      List<ResultTable> measured = new ArrayList<>();
      for (Benchmark benchmark : Benchmark.values()) {
        if (only == null ? benchmark.runsUnasked() : only == benchmark) {
          for (ResultTable table : run(benchmark, err)) {
            out.println(table.markdown());
            out.flush();
            measured.add(table);
          }
        }
      }
      String report = report(started, machine, measured);
      if (write) {
        new ResultsFile(results).add(report);
        err.println("Written to " + results);
      }
      return 0;
    } catch (IllegalStateException | SparkException | IOException e) {
      err.println("The benchmark ended early: " + e.getMessage());
      return NOT_MEASURED;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<String> mistake() {
    if (seconds < 1 || seconds > 60) {
      return Optional.of("--seconds is from 1 to 60, not " + seconds);
    }
    if (rounds < 1 || rounds > 20) {
      return Optional.of("--rounds is from 1 to 20, not " + rounds);
    }
    if (tables < 1 || tables > 20_000) {
      return Optional.of("--tables is from 1 to 20000, not " + tables);
    }
    Path folder = results.toAbsolutePath().getParent();
    if (write && (folder == null || !Files.isDirectory(folder))) {
      return Optional.of("There is no folder for the results file " + results);
    }
    return Optional.empty();
  }

  private List<ResultTable> run(Benchmark benchmark, PrintWriter err) throws Exception {
    Path distribution = Path.of(System.getProperty("moraine.distribution"));
    Progress progress =
        line -> {
          err.println(benchmark + ": " + line);
          err.flush();
        };
    return switch (benchmark) {
      case catalog ->
          new CatalogBenchmark(distribution, tables, rounds, Duration.ofSeconds(seconds), progress)
              .run();
      case scale ->
          new ScaleBenchmark(distribution, rounds, Duration.ofSeconds(seconds), progress).run();
      case access ->
          new AccessBenchmark(distribution, rounds, Duration.ofSeconds(seconds), progress).run();
      case contention ->
          new ContentionBenchmark(distribution, rounds, Duration.ofSeconds(seconds), progress)
              .run();
      case tutorial -> new TutorialBenchmark(distribution, rounds, progress).run();
      case spark_read -> new SparkReadBenchmark(distribution, rounds, progress).run();
      case spark_write -> new SparkWriteBenchmark(distribution, rounds, progress).run();
      case hive ->
          new HiveBenchmark(distribution, rounds, Duration.ofSeconds(seconds), progress).run();
    };
  }

  private String report(ZonedDateTime started, Machine machine, List<ResultTable> measured) {
    StringBuilder text = new StringBuilder();
    text.append("## ")
        .append(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").format(started))
        .append("\n\n")
        .append(machine.describe())
        .append(".\n\n");
    if (note != null) {
      text.append(note).append("\n\n");
    }
    text.append("    ").append(commandText()).append("\n\n");
    return text.append(
            measured.stream().map(ResultTable::markdown).collect(Collectors.joining("\n")))
        .toString();
  }

  private String commandText() {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .map(argument -> argument.matches("[\\w./:=-]+") ? argument : "'" + argument + "'")
        .collect(Collectors.joining(" ", "./moraine bench ", ""));
  }
}
