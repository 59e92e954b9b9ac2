package dev.moraine.engines.spark;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.FetchErrorDetailsRequest;
import org.apache.spark.connect.proto.FetchErrorDetailsResponse;
import org.apache.spark.connect.proto.InterruptRequest;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.Limit;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc.SparkConnectServiceBlockingStub;
import org.apache.spark.connect.proto.SqlCommand;
import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;

/**
 * A Spark driver, over Spark Connect.
 *
 * <p>Safe to use from any thread; statements of one session may run at the same time. Every method
 * throws {@link SparkException} when Spark says no or says nothing.
 */
public final class SparkConnect implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("Authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int LARGEST_MESSAGE = 128 * 1024 * 1024;
  private static final String CLIENT = "moraine";

  private final ManagedChannel channel;
  private final SparkConnectServiceBlockingStub spark;

  /**
   * A session's name. Spark holds sessions by user and id together, creates one at its first use
   * and forgets it when idle for too long.
   */
  public record Session(UUID id, String user) {}

  /**
   * Prepares the connection; nothing is sent before the first call.
   *
   * @param token the driver's {@code spark.connect.authenticate.token}; null when it has none
   */
  public SparkConnect(String host, int port, @Nullable String token) {
    this.channel =
        NettyChannelBuilder.forAddress(host, port)
            .usePlaintext()
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .build();
    Channel authorized =
        token == null
            ? channel
            : io.grpc.ClientInterceptors.intercept(channel, new BearerToken(token));
    this.spark = SparkConnectServiceGrpc.newBlockingStub(authorized);
  }

  /**
   * Opens a session under the given configuration.
   *
   * @param configuration run-time options of this session, such as {@code spark.sql.catalog.*};
   *     Spark reads a catalog's options once, when the catalog is first used
   */
  public Session openSession(UUID id, String user, Map<String, String> configuration) {
    Session session = new Session(id, user);
    ConfigRequest.Set.Builder set = ConfigRequest.Set.newBuilder();
    configuration.forEach(
        (key, value) -> set.addPairs(KeyValue.newBuilder().setKey(key).setValue(value)));
    translated(
        session,
        () ->
            spark.config(
                ConfigRequest.newBuilder()
                    .setSessionId(session.id().toString())
                    .setUserContext(user(session))
                    .setClientType(CLIENT)
                    .setOperation(ConfigRequest.Operation.newBuilder().setSet(set))
                    .build()));
    return session;
  }

  /** The driver's Spark version. */
  public String version(Session session) {
    return translated(
        session,
        () ->
            spark
                .analyzePlan(
                    AnalyzePlanRequest.newBuilder()
                        .setSessionId(session.id().toString())
                        .setUserContext(user(session))
                        .setClientType(CLIENT)
                        .setSparkVersion(AnalyzePlanRequest.SparkVersion.getDefaultInstance())
                        .build())
                .getSparkVersion()
                .getVersion());
  }

  /** Runs a statement and keeps its whole result in memory. */
  public SparkResult execute(Session session, SparkStatement statement) {
    List<SparkColumn> columns = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    boolean truncated =
        execute(
            session,
            statement,
            new SparkResultListener() {
              @Override
              public void columns(List<SparkColumn> all) {
                columns.addAll(all);
              }

              @Override
              public void rows(List<List<String>> more) {
                rows.addAll(more);
              }
            });
    return new SparkResult(columns, rows, truncated);
  }

  /**
   * Runs a statement exactly once, and tells its result as it arrives.
   *
   * @return whether rows beyond the limit were left out
   * @throws SparkException of kind INTERRUPTED when somebody interrupted it
   */
  public boolean execute(Session session, SparkStatement statement, SparkResultListener listener) {
    Relation sql = Relation.newBuilder().setSql(SQL.newBuilder().setQuery(statement.sql())).build();
    SparkReception reception = new SparkReception(statement.rowLimit(), listener);
    return translated(
        session,
        () -> {
          if (SparkSql.isProcedureCall(statement.sql())) {
            receive(session, statement, Plan.newBuilder().setRoot(sql).build(), reception);
            return reception.end();
          }
          Plan command =
              Plan.newBuilder()
                  .setCommand(
                      Command.newBuilder().setSqlCommand(SqlCommand.newBuilder().setInput(sql)))
                  .build();
          receive(session, statement, command, reception);
          Relation result = reception.relation();
          if (result != null) {
            Plan limited = Plan.newBuilder().setRoot(limited(result, statement.rowLimit())).build();
            receive(session, statement, limited, reception);
          }
          return reception.end();
        });
  }

  /** Interrupts everything that the session runs. */
  public void interrupt(Session session) {
    interrupt(
        session,
        InterruptRequest.newBuilder()
            .setInterruptType(InterruptRequest.InterruptType.INTERRUPT_TYPE_ALL));
  }

  /** Interrupts one statement; one that has ended is no error. */
  public void interrupt(Session session, UUID operation) {
    interrupt(
        session,
        InterruptRequest.newBuilder()
            .setInterruptType(InterruptRequest.InterruptType.INTERRUPT_TYPE_TAG)
            .setOperationTag(tag(operation)));
  }

  /** Ends a session and frees what the driver holds for it. Its id can't be used again. */
  public void release(Session session) {
    translated(
        session,
        () ->
            spark.releaseSession(
                ReleaseSessionRequest.newBuilder()
                    .setSessionId(session.id().toString())
                    .setUserContext(user(session))
                    .setClientType(CLIENT)
                    .build()));
  }

  /** Closes the connection; sessions go on without it. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void receive(
      Session session, SparkStatement statement, Plan plan, SparkReception reception) {
    Iterator<ExecutePlanResponse> responses =
        spark.executePlan(
            ExecutePlanRequest.newBuilder()
                .setSessionId(session.id().toString())
                .setUserContext(user(session))
                .setClientType(CLIENT)
                .addTags(tag(statement.operation()))
                .setPlan(plan)
                .build());
    while (responses.hasNext()) {
      reception.accept(responses.next());
    }
  }

  private void interrupt(Session session, InterruptRequest.Builder what) {
    translated(
        session,
        () ->
            spark.interrupt(
                what.setSessionId(session.id().toString())
                    .setUserContext(user(session))
                    .setClientType(CLIENT)
                    .build()));
  }

  private <T> T translated(Session session, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException error) {
      throw SparkErrors.translate(error, errorId -> details(session, errorId));
    }
  }

  private FetchErrorDetailsResponse details(Session session, String errorId) {
    return spark.fetchErrorDetails(
        FetchErrorDetailsRequest.newBuilder()
            .setSessionId(session.id().toString())
            .setUserContext(user(session))
            .setClientType(CLIENT)
            .setErrorId(errorId)
            .build());
  }

  /** One more than wanted, so that it shows whether there was more. */
  private static Relation limited(Relation relation, int rowLimit) {
    return Relation.newBuilder()
        .setLimit(Limit.newBuilder().setInput(relation).setLimit(rowLimit + 1))
        .build();
  }

  /**
   * A statement takes two executions, so it is found by a tag that both carry, not by their ids.
   */
  private static String tag(UUID operation) {
    return "moraine-" + operation;
  }

  private static UserContext user(Session session) {
    return UserContext.newBuilder().setUserId(session.user()).setUserName(session.user()).build();
  }

  private record BearerToken(String token) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> responses, Metadata headers) {
          headers.put(AUTHORIZATION, "Bearer " + token);
          super.start(responses, headers);
        }
      };
    }

    @Override
    public String toString() {
      return "BearerToken";
    }
  }
}
