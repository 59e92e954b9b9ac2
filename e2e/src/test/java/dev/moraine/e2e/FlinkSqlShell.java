package dev.moraine.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * A Flink cluster and its SQL in one JVM, whose class path has one version of Flink and one of
 * Paimon; {@link FlinkClient} speaks to it.
 *
 * <p>Arguments: {@code key=value} options of Flink. Reads a line a request: the mode, how many rows
 * it wants at most ({@link #NONE}: none, but the end of the job), and a statement. Answers with a
 * line {@code row …} a row, then {@code done}, or {@code failed} and why.
 */
final class FlinkSqlShell {
  static final int NONE = 0;

  /** What the streams {@code few} and {@code many} hold, in their column {@code id}. */
  static final int FIRST = 100;

  static final int FEW = 60;
  static final int MANY = 400;

  private static final int PER_CHECKPOINT = 20;
  private static final int SLOTS = 2;

  private final Configuration configuration;
  private final PrintStream answers;
  private final Map<Mode, TableEnvironment> environments = new EnumMap<>(Mode.class);

  /** How Flink runs what it is told; what is declared in one is not known in the other. */
  enum Mode {
    BATCH,
    STREAMING
  }

  private FlinkSqlShell(Configuration configuration, PrintStream answers) {
    this.configuration = configuration;
    this.answers = answers;
  }

  public static void main(String[] arguments) throws Exception {
    // What libraries print shall not come between the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Configuration configuration = new Configuration();
    for (String argument : arguments) {
      String[] option = argument.split("=", 2);
      configuration.setString(option[0], option[1]);
    }
    try (MiniCluster cluster = start(configuration)) {
      URI rest = cluster.getRestAddress().get();
      configuration.setString("execution.target", "remote");
      configuration.setString("rest.address", rest.getHost());
      configuration.setString("rest.port", Integer.toString(rest.getPort()));
      new FlinkSqlShell(configuration, answers).answer();
    }
    // Threads of libraries would keep the process.
    System.exit(0);
  }

  private static MiniCluster start(Configuration configuration) throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
    cluster.start();
    return cluster;
  }

  private void answer() throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] request = line.split(" ", 3);
      try {
        execute(Mode.valueOf(request[0]), Integer.parseInt(request[1]), request[2]);
        say("done");
      } catch (Exception e) {
        say("failed " + causes(e));
      }
    }
  }

  private void execute(Mode mode, int most, String statement) throws Exception {
    TableResult result =
        environments.computeIfAbsent(mode, this::environment).executeSql(statement);
    if (most == NONE) {
      result.await();
      return;
    }
    try (CloseableIterator<Row> rows = result.collect()) {
      for (int i = 0; i < most && rows.hasNext(); i++) {
        Row row = rows.next();
        say(
            "row "
                + IntStream.range(0, row.getArity())
                    .mapToObj(field -> String.valueOf(row.getField(field)))
                    .collect(Collectors.joining(", ")));
      }
    }
  }

  private TableEnvironment environment(Mode mode) {
    EnvironmentSettings.Builder settings =
        EnvironmentSettings.newInstance().withConfiguration(configuration);
    return switch (mode) {
      case BATCH -> TableEnvironment.create(settings.inBatchMode().build());
      case STREAMING -> {
        StreamExecutionEnvironment jobs =
            StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        StreamTableEnvironment tables =
            StreamTableEnvironment.create(jobs, settings.inStreamingMode().build());
        tables.createTemporaryView("few", numbers(jobs, tables, FEW));
        tables.createTemporaryView("many", numbers(jobs, tables, MANY));
        yield tables;
      }
    };
  }

  // Goes on with each checkpoint, so that there are as many commits however long each takes.
  private static Table numbers(
      StreamExecutionEnvironment jobs, StreamTableEnvironment tables, int count) {
    DataGeneratorSource<Long> source =
        new DataGeneratorSource<>(
            index -> FIRST + index,
            count,
            RateLimiterStrategy.perCheckpoint(PER_CHECKPOINT),
            Types.LONG);
    return tables
        .fromDataStream(jobs.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers"))
        .as("id");
  }

  private static String causes(Throwable failure) {
    return failure.getCause() == null
        ? failure.toString()
        : failure + " <- " + causes(failure.getCause());
  }

  private void say(String line) {
    answers.println(line.replace('\n', ' '));
  }
}
