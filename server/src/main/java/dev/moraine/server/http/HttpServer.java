package dev.moraine.server.http;

import dev.moraine.admin.NetworkService;
import dev.moraine.audit.Audit;
import dev.moraine.error.ErrorCode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import java.net.BindException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The listening server: filters, the APIs' routes and error rendering. */
public final class HttpServer implements AutoCloseable {
  /** Answered with every request; clients put it into their messages. */
  static final String REQUEST_ID_HEADER = "x-request-id";

  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final long MAX_BODY_BYTES = 64L * 1024 * 1024;
  private static final String REQUEST_ID = "request-id";
  private static final int THREADS = 64;

  private final Javalin javalin;

  private HttpServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /** One API below one path. */
  public interface Api {
    /** Such as {@code /v1}. */
    String root();

    /** Everything served below it. */
    RouteTable<?> routes();

    /** Turns an error into this API's body. */
    ErrorBody render(ErrorDescription error);

    /** What {@link #render} makes of errors, for the document. */
    ErrorShape errors();
  }

  /**
   * The JSON of an API's errors.
   *
   * @param type the record that is written
   * @param field what tells refusals of one status apart
   * @param told the value of that field, empty where it is left out
   */
  public record ErrorShape(
      String contentType, Class<?> type, String field, Function<Refusal, Optional<String>> told) {}

  /** What of an error is told, whichever API tells it. */
  public record ErrorDescription(
      int status, ErrorCode code, String resourceKind, String resourceName, String sentence) {}

  public record ErrorBody(String contentType, String text) {}

  /**
   * Starts listening.
   *
   * @param port 0 for any free one
   * @param ids of requests, in the order of their time
   * @throws BindException when it is taken
   */
  public static HttpServer start(
      String host,
      int port,
      NetworkService networks,
      Identification identification,
      List<Api> apis,
      Supplier<UUID> ids,
      Audit audit)
      throws BindException {
    RouteTable<?> own = new ServerRoutes(apis).routes();
    Operations operations = new Operations(apis.stream().<RouteTable<?>>map(Api::routes).toList());
    Auditing auditing = new Auditing(audit, operations);
    SourceAddresses sources = new SourceAddresses(networks, operations);
    ErrorResponses errors = new ErrorResponses(apis, ids, auditing);
    // Their paths have no parameters, so a path that equals one is routed to it and nowhere else.
    Set<String> open =
        own.routes().stream()
            .map(Route::operation)
            .filter(operation -> operation.access() == Operation.Access.ANYONE)
            .map(Operation::toString)
            .collect(Collectors.toUnmodifiableSet());
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.maxRequestSize = MAX_BODY_BYTES;
              config.http.strictContentTypes = false;
              config.jetty.threadPool = new QueuedThreadPool(THREADS, 8);
              config.routes.before(
                  context -> {
                    UUID requestId = ids.get();
                    context.attribute(REQUEST_ID, requestId);
                    context.header(REQUEST_ID_HEADER, requestId.toString());
                    MDC.put("requestId", requestId.toString());
                  });
              for (Api api : apis) {
                config.routes.before(
                    api.root() + "/*",
                    context -> {
                      if (!open.contains(context.method() + " " + context.path())) {
                        auditing.begin(context);
                        sources.require(context);
                        identification.identify(context);
                      }
                    });
                add(api.routes(), config);
              }
              add(own, config);
              config.routes.after(
                  context -> {
                    identification.forget(context);
                    auditing.end(context);
                    MDC.clear();
                  });
              errors.register(config);
            });
    try {
      javalin.start(host, port);
    } catch (JavalinBindException e) {
      throw new BindException(e.getMessage());
    }
    log.atInfo().addKeyValue("port", javalin.port()).log("Listening");
    return new HttpServer(javalin);
  }

  private static void add(RouteTable<?> routes, JavalinConfig config) {
    for (Route route : routes.routes()) {
      Operation operation = route.operation();
      config.routes.addHttpHandler(operation.method(), operation.path(), route.handler());
    }
  }

  /** The same as in the answer's header. */
  static UUID requestId(Context context) {
    return Objects.requireNonNull(context.attribute(REQUEST_ID));
  }

  public int port() {
    return javalin.port();
  }

  /** Stops accepting, lets requests in flight end, then returns. */
  @Override
  public void close() {
    javalin.stop();
  }
}
