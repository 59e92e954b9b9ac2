package dev.moraine.e2e;

import dev.moraine.engines.flink.FlinkColumn;
import dev.moraine.engines.flink.FlinkRest;
import dev.moraine.engines.flink.FlinkResult;
import dev.moraine.engines.flink.FlinkSqlGateway;
import dev.moraine.engines.flink.FlinkStatement;
import dev.moraine.engines.spark.SparkColumn;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkResult;
import dev.moraine.engines.spark.SparkStatement;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A running system and its audience: statements go to the engines, their results are told. */
final class Stage implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration TELL_EVERY = Duration.ofSeconds(3);

  private final MoraineProcess moraine;
  private final Narrator narrator;
  private final FlinkSqlGateway gateway;
  private final FlinkRest flink;
  private final FlinkSqlGateway.Session flinkSession;
  private final SparkConnect spark;

  Stage(MoraineProcess moraine, Narrator narrator) {
    this.moraine = moraine;
    this.narrator = narrator;
    this.gateway = new FlinkSqlGateway(URI.create(moraine.endpoint("flink.sql-gateway") + "/"));
    this.flink = new FlinkRest(URI.create(moraine.endpoint("flink.rest") + "/"));
    this.flinkSession = gateway.openSession(Map.of());
    URI connect = URI.create(moraine.endpoint("spark.connect"));
    this.spark =
        new SparkConnect(
            connect.getHost(), connect.getPort(), moraine.endpoint("spark.connect.token"));
  }

  MoraineProcess moraine() {
    return moraine;
  }

  Narrator narrator() {
    return narrator;
  }

  FlinkRest flink() {
    return flink;
  }

  FlinkResult flinkSql(String sql) {
    narrator.statement("flink", sql);
    long started = System.nanoTime();
    FlinkResult result = gateway.execute(flinkSession, FlinkStatement.of(withoutEnd(sql)));
    narrator.result(
        result.columns().stream().map(FlinkColumn::name).toList(), result.rows(), since(started));
    return result;
  }

  SparkConnect.Session openSpark(Map<String, String> configuration) {
    return spark.openSession(UUID.randomUUID(), "root", configuration);
  }

  /** Runs a statement and tells it and its result. */
  SparkResult sparkSql(SparkConnect.Session session, String sql) {
    narrator.statement("spark-sql", sql);
    long started = System.nanoTime();
    SparkResult result = sparkSilently(session, sql);
    narrator.result(
        result.columns().stream().map(SparkColumn::name).toList(), result.rows(), since(started));
    return result;
  }

  /** Runs a statement that only checks something. */
  SparkResult sparkSilently(SparkConnect.Session session, String sql) {
    return spark.execute(
        session, new SparkStatement(withoutEnd(sql), UUID.randomUUID(), 1_000_000));
  }

  long sparkCount(SparkConnect.Session session, String sql) {
    return Long.parseLong(sparkSilently(session, sql).rows().get(0).get(0));
  }

  /**
   * Waits for a condition, telling how it goes.
   *
   * @param state what to tell while it waits
   * @throws IllegalStateException when it does not hold in time
   */
  void await(Supplier<String> state, Duration patience, BooleanSupplier condition) {
    long started = System.nanoTime();
    long told = started - TELL_EVERY.toNanos();
    while (!condition.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - started > patience.toNanos()) {
        throw new IllegalStateException(
            "Not within " + patience.toSeconds() + " s: " + state.get());
      }
      if (now - told > TELL_EVERY.toNanos()) {
        narrator.progress(state.get() + " (" + since(started).toSeconds() + " s)");
        told = now;
      }
      MoraineProcess.sleep(POLL);
    }
  }

  private static String withoutEnd(String sql) {
    String stripped = sql.strip();
    return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }

  static Duration since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  @Override
  public void close() {
    spark.close();
    gateway.closeSession(flinkSession);
  }
}
