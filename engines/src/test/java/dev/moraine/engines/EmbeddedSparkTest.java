package dev.moraine.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.engines.process.EngineChild;
import dev.moraine.engines.spark.SparkColumn;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkException;
import dev.moraine.engines.spark.SparkProgress;
import dev.moraine.engines.spark.SparkResult;
import dev.moraine.engines.spark.SparkResultListener;
import dev.moraine.engines.spark.SparkStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real driver, from the distribution that the build made. */
class EmbeddedSparkTest {
  private static EmbeddedEngines engines;
  private static EngineAddresses.Spark addresses;
  private static SparkConnect spark;
  private static SparkConnect.Session session;

  @BeforeAll
  static void start(@TempDir Path data) {
    EmbeddedEnginesSettings settings =
        EmbeddedEnginesSettings.of(
                Path.of(System.getProperty("moraine.distribution"), "engines"),
                data,
                Path.of(System.getProperty("java.home")),
                System.getenv())
            .withEngines(Set.of(Engine.SPARK))
            .withPorts(EnginePorts.ANY)
            .withServer(null, Set.of("cn-hangzhou-vpc.dlf.moraine.test"));
    engines =
        new EmbeddedEngines(
            settings,
            new RememberedProcesses(),
            Clock.systemUTC(),
            new SecureRandom(),
            child -> {});
    addresses = engines.start((component, message) -> {}).spark().orElseThrow();
    spark = new SparkConnect(addresses.host(), addresses.port(), addresses.token());
    session =
        spark.openSession(
            UUID.randomUUID(), "alice", Map.of("spark.sql.session.timeZone", "Asia/Shanghai"));
  }

  @AfterAll
  static void closeLeavesNoProcess() {
    List<EngineChild> children = engines.children();
    spark.release(session);
    spark.close();

    engines.close();

    assertThat(children).hasSize(1).noneMatch(EngineChild::isAlive);
  }

  @Test
  void scalarsReadAsSparkShowsThem() {
    SparkResult result =
        run(
            """
            SELECT true AS t, 1Y AS y, 2S AS s, 3 AS i, 4L AS l, CAST(1.5 AS FLOAT) AS f, 1E10D AS d,
                   CAST(12.30 AS DECIMAL(10, 2)) AS dec, -0.5BD AS small, 'grüß' AS str,
                   X'0aFF' AS bin, DATE'2024-06-24' AS day, TIMESTAMP'2024-06-24 19:00:00.120' AS ts,
                   TIMESTAMP_NTZ'1969-12-31 23:59:59.000001' AS ntz, NULL AS nothing,
                   CAST(NULL AS STRING) AS absent
            """);

    assertThat(result.columns())
        .extracting(SparkColumn::type)
        .containsExactly(
            "boolean",
            "tinyint",
            "smallint",
            "int",
            "bigint",
            "float",
            "double",
            "decimal(10,2)",
            "decimal(1,1)",
            "string",
            "binary",
            "date",
            "timestamp",
            "timestamp_ntz",
            "void",
            "string");
    assertThat(result.rows())
        .containsExactly(
            List.of(
                "true",
                "1",
                "2",
                "3",
                "4",
                "1.5",
                "1.0E10",
                "12.30",
                "-0.5",
                "grüß",
                "[0A FF]",
                "2024-06-24",
                "2024-06-24 19:00:00.12",
                "1969-12-31 23:59:59.000001",
                "NULL",
                "NULL"));
  }

  @Test
  void nestedValuesAndIntervalsReadAsSparkShowsThem() {
    String columns =
        """
        array(1, NULL, 3) AS a, map('k', array('x')) AS m, named_struct('p', 1, 'q', NULL) AS s,
        INTERVAL '1 02:03:04.5' DAY TO SECOND AS ds, INTERVAL '-5' HOUR AS h,
        INTERVAL '1-2' YEAR TO MONTH AS ym, array() AS empty,
        INTERVAL '70:05' MINUTE TO SECOND AS ms, array(X'01') AS bins
        """;

    SparkResult ours = run("SELECT " + columns);

    assertThat(ours.columns().get(1)).isEqualTo(new SparkColumn("m", "map<string,array<string>>"));
    assertThat(ours.rows().get(0))
        .containsExactly(
            "[1, NULL, 3]",
            "{k -> [x]}",
            "{1, NULL}",
            "INTERVAL '1 02:03:04.5' DAY TO SECOND",
            "INTERVAL '-05' HOUR",
            "INTERVAL '1-2' YEAR TO MONTH",
            "[]",
            "INTERVAL '70:05' MINUTE TO SECOND",
            "[[01]]");
  }

  @Test
  void aCommandRunsOnceAndItsRowsAreFetched() {
    run("CREATE TABLE once (n INT) USING parquet");

    SparkResult inserted = run("INSERT INTO once VALUES (1)");

    assertThat(inserted.rows()).isEmpty();
    assertThat(run("SELECT COUNT(*) FROM once").rows()).containsExactly(List.of("1"));
    assertThat(run("SHOW TABLES").rows()).contains(List.of("default", "once", "false"));
  }

  @Test
  void rowsBeyondTheLimitAreLeftOut() {
    SparkResult result =
        spark.execute(
            session, new SparkStatement("SELECT * FROM range(100000)", UUID.randomUUID(), 10));

    assertThat(result.rows()).hasSize(10);
    assertThat(result.truncated()).isTrue();
    assertThat(run("SELECT * FROM range(10)").truncated()).isFalse();
  }

  @Test
  void manyRowsArriveInBatchesWithProgress() {
    List<SparkProgress> heard = new ArrayList<>();
    List<Integer> batches = new ArrayList<>();

    boolean truncated =
        spark.execute(
            session,
            new SparkStatement(
                "SELECT id, repeat('x', 100) FROM range(0, 200000, 1, 4)",
                UUID.randomUUID(),
                1_000_000),
            new SparkResultListener() {
              @Override
              public void rows(List<List<String>> rows) {
                batches.add(rows.size());
              }

              @Override
              public void progress(SparkProgress progress) {
                heard.add(progress);
              }
            });

    assertThat(truncated).isFalse();
    assertThat(batches).hasSizeGreaterThan(1);
    assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200_000);
    assertThat(heard).isNotEmpty();
  }

  @Test
  void aMistakeIsToldWithItsClassAndWithoutPlanOrTrace() {
    assertThatThrownBy(() -> run("SELECT * FROM nowhere"))
        .isInstanceOfSatisfying(
            SparkException.class,
            e -> {
              assertThat(e.errorClass()).contains("TABLE_OR_VIEW_NOT_FOUND");
              assertThat(e.sqlState()).contains("42P01");
              assertThat(e).hasMessageContaining("`nowhere`");
              assertThat(e.getMessage())
                  .doesNotContain("UnresolvedRelation")
                  .doesNotContain("\tat ");
            });
    assertThatThrownBy(() -> run("SELECT 1 / (id - 5) FROM range(10)"))
        .isInstanceOfSatisfying(
            SparkException.class, e -> assertThat(e.errorClass()).contains("DIVIDE_BY_ZERO"));
  }

  @Test
  void aRunningStatementIsInterrupted() throws Exception {
    UUID operation = UUID.randomUUID();
    CompletableFuture<SparkResult> running =
        CompletableFuture.supplyAsync(
            () ->
                spark.execute(
                    session,
                    new SparkStatement(
                        "SELECT COUNT(*) FROM range(10000000000) a JOIN range(1000) b ON a.id > b.id",
                        operation,
                        10)));
    Thread.sleep(2_000);

    spark.interrupt(session, operation);

    assertThatThrownBy(
            () -> {
              try {
                running.orTimeout(20, TimeUnit.SECONDS).join();
              } catch (CompletionException failed) {
                throw failed.getCause();
              }
            })
        .isInstanceOfSatisfying(
            SparkException.class,
            e -> assertThat(e.kind()).isEqualTo(SparkException.Kind.INTERRUPTED));
  }

  @Test
  void aWrongTokenIsRefused() {
    try (SparkConnect stranger = new SparkConnect(addresses.host(), addresses.port(), "wrong")) {
      assertThatThrownBy(() -> stranger.openSession(UUID.randomUUID(), "mallory", Map.of()))
          .isInstanceOfSatisfying(
              SparkException.class,
              e -> assertThat(e.kind()).isEqualTo(SparkException.Kind.NOT_AUTHENTICATED));
    }
  }

  @Test
  void noSecretShowsAmongTheProcesssArguments() throws Exception {
    long pid = engines.children().get(0).pid();

    String arguments = Files.readString(Path.of("/proc/" + pid + "/cmdline"));

    assertThat(arguments).doesNotContain(addresses.token()).contains("@");
  }

  private static SparkResult run(String sql) {
    return spark.execute(session, new SparkStatement(sql, UUID.randomUUID(), 1000));
  }
}
