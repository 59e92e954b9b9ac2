package dev.moraine.e2e;

import static dev.moraine.e2e.FlinkSqlShell.Mode.BATCH;
import static dev.moraine.e2e.FlinkSqlShell.Mode.STREAMING;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM with a Flink cluster in one version and Paimon's jar for it in one version. */
final class FlinkClient implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private FlinkClient(Process process, Path log) {
    this.process = process;
    this.log = log;
    requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Flink refused a statement, or its job failed. */
  static final class Failed extends RuntimeException {
    private Failed(String statement, String causes) {
      super(statement + ": " + causes);
    }
  }

  /** Flink's version, with two numbers, and that of Paimon. */
  record Version(String flink, String paimon) {
    private String jar() {
      return "paimon-flink-" + flink + "-" + paimon + ".jar";
    }

    // The one that the distribution brings, or the one that the build fetches for the tests.
    private Path lib() {
      return flink.equals("2.0")
          ? Path.of(System.getProperty("moraine.distribution"), "engines", "flink-2.0", "lib")
          : Path.of("flink-" + flink, "target", "lib");
    }

    private String classPath() throws IOException {
      try (Stream<Path> jars = Files.list(lib())) {
        return Stream.concat(
                Stream.of(
                    Path.of("target", "test-classes"), Path.of("target", "flink-clients", jar())),
                jars.filter(jar -> !jar.getFileName().toString().startsWith("paimon-")).sorted())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
      }
    }
  }

  /**
   * Starts it.
   *
   * @param folder for what it logs and its scratch files, until it is closed
   */
  static FlinkClient start(Version version, Path folder) throws IOException {
    Path log = folder.resolve(version.jar() + ".log");
    Path scratch = Files.createDirectory(folder.resolve(version.jar() + ".tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
    command.add("-Djava.io.tmpdir=" + scratch);
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED"));
    command.addAll(List.of("-cp", version.classPath(), FlinkSqlShell.class.getName()));
    command.addAll(
        List.of(
            "rest.address=127.0.0.1",
            "rest.bind-address=127.0.0.1",
            "rest.port=0",
            "rest.bind-port=0",
            "parallelism.default=1",
            "execution.checkpointing.interval=250ms"));
    return new FlinkClient(new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
  }

  /** Runs a batch job to its end. */
  void run(String statement) {
    request(BATCH, FlinkSqlShell.NONE, statement);
  }

  /** Asks for rows, or changes what the catalog holds. */
  List<String> ask(String statement) {
    return request(BATCH, Integer.MAX_VALUE, statement);
  }

  /** Runs a job to its end that commits with each checkpoint. */
  void stream(String statement) {
    request(STREAMING, FlinkSqlShell.NONE, statement);
  }

  /** Declares something for those jobs. */
  void declareForStreams(String statement) {
    request(STREAMING, Integer.MAX_VALUE, statement);
  }

  /** Waits for the first rows of a query that would go on, and ends it. */
  List<String> first(int rows, String statement) {
    return request(STREAMING, rows, statement);
  }

  private List<String> request(FlinkSqlShell.Mode mode, int most, String statement) {
    try {
      requests.write(mode + " " + most + " " + statement);
      requests.newLine();
      requests.flush();
      List<String> rows = new ArrayList<>();
      while (true) {
        String answer = answers.readLine();
        if (answer == null) {
          throw new IllegalStateException(statement + ": Flink ended: " + Files.readString(log));
        } else if (answer.equals("done")) {
          return rows;
        } else if (answer.startsWith("failed ")) {
          throw new Failed(statement, answer.substring("failed ".length()));
        }
        rows.add(answer.substring("row ".length()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(statement + ": Flink ended, see " + log, e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
