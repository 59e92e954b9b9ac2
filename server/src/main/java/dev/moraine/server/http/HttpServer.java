package dev.moraine.server.http;

import dev.moraine.error.ErrorCode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.net.BindException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
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
  private static final int THREADS = 64;

  private final Javalin javalin;

  private HttpServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /** One API below one path. */
  public interface Api {
    /** Such as {@code /v1}. */
    String root();

    void addRoutes(JavalinConfig config);

    /** Turns an error into this API's body. */
    ErrorBody render(ErrorDescription error);
  }

  /** What of an error is told, whichever API tells it. */
  public record ErrorDescription(
      int status, ErrorCode code, String resourceKind, String resourceName, String sentence) {}

  public record ErrorBody(String contentType, String text) {}

  /**
   * Starts listening.
   *
   * @param port 0 for any free one
   * @throws BindException when it is taken
   */
  public static HttpServer start(
      String host, int port, Identification identification, List<Api> apis, Supplier<UUID> ids)
      throws BindException {
    ErrorResponses errors = new ErrorResponses(apis, ids);
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
                    String requestId = ids.get().toString();
                    context.header(REQUEST_ID_HEADER, requestId);
                    MDC.put("requestId", requestId);
                  });
              for (Api api : apis) {
                config.routes.before(api.root() + "/*", identification::identify);
                api.addRoutes(config);
              }
              config.routes.get("/health/live", context -> context.result("live\n"));
              config.routes.get("/health/ready", context -> context.result("ready\n"));
              config.routes.after(
                  context -> {
                    identification.forget(context);
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

  public int port() {
    return javalin.port();
  }

  /** Stops accepting, lets requests in flight end, then returns. */
  @Override
  public void close() {
    javalin.stop();
  }
}
