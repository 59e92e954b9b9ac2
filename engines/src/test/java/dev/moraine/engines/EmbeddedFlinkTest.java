package dev.moraine.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.engine.EngineProcess;
import dev.moraine.engines.flink.FlinkException;
import dev.moraine.engines.flink.FlinkJob;
import dev.moraine.engines.flink.FlinkRest;
import dev.moraine.engines.flink.FlinkResult;
import dev.moraine.engines.flink.FlinkSqlGateway;
import dev.moraine.engines.flink.FlinkStatement;
import dev.moraine.engines.process.EngineChild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster, from the distribution that the build made. */
class EmbeddedFlinkTest {
  private static final String JOB = "00000000000000000000000000000001";

  private static Path data;
  private static final RememberedProcesses PROCESSES = new RememberedProcesses();
  private static EmbeddedEngines engines;
  private static FlinkSqlGateway gateway;
  private static FlinkRest cluster;
  private static FlinkSqlGateway.Session session;

  @BeforeAll
  static void start(@TempDir Path directory) {
    data = directory;
    EmbeddedEnginesSettings settings =
        EmbeddedEnginesSettings.of(
                Path.of(System.getProperty("moraine.distribution"), "engines"),
                data,
                Path.of(System.getProperty("java.home")),
                System.getenv())
            .withEngines(Set.of(Engine.FLINK))
            .withPorts(EnginePorts.ANY)
            .withServer(null, Set.of("cn-hangzhou-vpc.dlf.moraine.test"));
    engines =
        new EmbeddedEngines(
            settings, PROCESSES, Clock.systemUTC(), new SecureRandom(), child -> {});
    EngineAddresses.Flink addresses =
        engines.start((component, message) -> {}).flink().orElseThrow();
    gateway = new FlinkSqlGateway(addresses.sqlGateway());
    cluster = new FlinkRest(addresses.rest());
    session = gateway.openSession(Map.of("execution.runtime-mode", "batch"));
  }

  @AfterAll
  static void closeLeavesNoProcess() {
    List<EngineChild> children = engines.children();
    assertThat(children).hasSize(3).allMatch(EngineChild::isAlive);

    engines.close();

    assertThat(children).noneMatch(EngineChild::isAlive);
    await(() -> PROCESSES.unfinished().isEmpty());
    assertThat(PROCESSES.all()).extracting(EngineProcess::exitCode).doesNotContainNull();
  }

  @Test
  void aQueryGivesTypedColumnsAndText() {
    FlinkResult result =
        gateway.execute(
            session,
            FlinkStatement.of(
                """
                SELECT CAST(1.50 AS DECIMAL(10, 2)) AS price, 'x' AS name, CAST(NULL AS INT) AS absent,
                       ARRAY[1, 2] AS numbers
                """));

    assertThat(result.columns())
        .extracting(column -> column.name() + " " + column.type())
        .containsExactly(
            "price DECIMAL(10, 2) NOT NULL",
            "name CHAR(1) NOT NULL",
            "absent INT",
            "numbers ARRAY<INT NOT NULL> NOT NULL");
    assertThat(result.rows()).containsExactly(List.of("1.50", "x", "NULL", "[1, 2]"));
    assertThat(result.hasContent()).isTrue();
  }

  @Test
  void rowsBeyondTheLimitAreLeftOut() {
    FlinkResult result =
        gateway.execute(
            session,
            FlinkStatement.of("SELECT * FROM (VALUES (1), (2), (3)) AS t (n)").withRowLimit(2));

    assertThat(result.rows()).hasSize(2);
    assertThat(result.truncated()).isTrue();
  }

  @Test
  void aMistakeIsToldInOneSentence() {
    assertThatThrownBy(() -> gateway.execute(session, FlinkStatement.of("SELECT * FROM nowhere")))
        .isInstanceOf(FlinkException.class)
        .hasMessage("Object 'nowhere' not found")
        .satisfies(e -> assertThat(((FlinkException) e).trace()).contains("\tat "));
  }

  @Test
  void aStreamIntoPaimonCheckpointsUnderTheChosenJobIdAndIsCancelled() throws Exception {
    FlinkSqlGateway.Session streaming = gateway.openSession(Map.of());
    Path warehouse = Files.createDirectory(data.resolve("lake"));
    run(
        streaming,
        "CREATE CATALOG lake WITH ('type'='paimon', 'metastore'='filesystem', 'warehouse'='"
            + warehouse.toUri()
            + "')");
    run(streaming, "CREATE DATABASE lake.d");
    run(streaming, "CREATE TABLE lake.d.t (id STRING, n INT) WITH ('write-only'='true')");
    run(
        streaming,
        "CREATE TEMPORARY TABLE source (id STRING, n INT)"
            + " WITH ('connector'='datagen', 'rows-per-second'='100')");

    FlinkResult submitted =
        gateway.execute(
            streaming,
            FlinkStatement.of("INSERT INTO lake.d.t SELECT id, n FROM source")
                .withJobId(JOB)
                .with("execution.checkpointing.interval", "1 s"));

    assertThat(submitted.jobId()).contains(JOB);
    await(() -> cluster.checkpoints(JOB).completed() >= 2);
    assertThat(cluster.checkpoints(JOB).latestCompletedPath()).contains(JOB);
    assertThat(cluster.restarts(JOB)).isZero();
    FlinkResult counted =
        gateway.execute(
            streaming,
            FlinkStatement.of("SELECT COUNT(*) FROM lake.d.t")
                .with("execution.runtime-mode", "batch"));
    assertThat(Integer.parseInt(counted.rows().get(0).get(0))).isPositive();

    cluster.cancel(JOB);

    await(() -> cluster.job(JOB).map(FlinkJob::isTerminal).orElse(true));
    assertThat(cluster.jobs()).extracting(FlinkJob::id).contains(JOB);
    assertThat(data.resolve("engines/flink-2.0/checkpoints/" + JOB)).isNotEmptyDirectory();
    gateway.closeSession(streaming);
    gateway.closeSession(streaming);
  }

  @Test
  void anUnknownJobIsAbsent() {
    assertThat(cluster.job("ffffffffffffffffffffffffffffffff")).isEmpty();
  }

  private static void run(FlinkSqlGateway.Session session, String sql) {
    gateway.execute(session, FlinkStatement.of(sql));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      try {
        Thread.sleep(50);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
  }
}
