package dev.moraine.server.http;

import dev.moraine.error.AlreadyExists;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.MoraineException;
import dev.moraine.error.NotFound;
import dev.moraine.server.http.HttpServer.Api;
import dev.moraine.server.http.HttpServer.ErrorBody;
import dev.moraine.server.http.HttpServer.ErrorDescription;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where refusals and bugs become HTTP answers. */
final class ErrorResponses {
  private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);
  private static final String NO_SUCH_ROUTE = "There is nothing at this method and path";

  private final List<Api> apis;

  ErrorResponses(List<Api> apis) {
    this.apis = List.copyOf(apis);
  }

  void register(JavalinConfig config) {
    config.routes.exception(MoraineException.class, this::refuse);
    config.routes.exception(
        HttpResponseException.class,
        (e, context) ->
            answer(
                context,
                describe(
                    e.getStatus(), Objects.requireNonNullElse(e.getMessage(), "not accepted"))));
    config.routes.exception(Exception.class, this::fail);
  }

  private void refuse(MoraineException e, Context context) {
    if (e.code().fault() == ErrorCode.Fault.UNAVAILABLE) {
      log.atError().addKeyValue("path", context.path()).setCause(e).log("Storage failed");
    } else {
      log.atDebug()
          .addKeyValue("path", context.path())
          .addKeyValue("code", e.code())
          .log(e.sentence());
    }
    String kind = "";
    String name = "";
    if (e instanceof NotFound notFound) {
      kind = notFound.kind().name();
      name = notFound.name();
    } else if (e instanceof AlreadyExists exists) {
      kind = exists.kind().name();
      name = exists.name();
    }
    answer(
        context, new ErrorDescription(e.code().httpStatus(), e.code(), kind, name, e.sentence()));
  }

  private void fail(Exception e, Context context) {
    log.atError()
        .addKeyValue("method", context.method())
        .addKeyValue("path", context.path())
        .setCause(e)
        .log("Request failed");
    answer(
        context,
        new ErrorDescription(
            ErrorCode.INTERNAL.httpStatus(),
            ErrorCode.INTERNAL,
            "",
            "",
            "The server failed; its log has the cause under request id "
                + Objects.requireNonNullElse(
                    context.res().getHeader(HttpServer.REQUEST_ID_HEADER), "")));
  }

  private static ErrorDescription describe(int status, String message) {
    if (status == 404) {
      return new ErrorDescription(404, ErrorCode.NOT_FOUND, "", "", NO_SUCH_ROUTE);
    }
    // Too large a body and the like: within the statuses that clients know.
    InvalidRequest refusal = new InvalidRequest(message);
    return new ErrorDescription(
        refusal.code().httpStatus(), refusal.code(), "", "", refusal.sentence());
  }

  private void answer(Context context, ErrorDescription error) {
    ErrorBody body =
        apis.stream()
            .filter(api -> context.path().startsWith(api.root()))
            .findFirst()
            .map(api -> api.render(error))
            .orElseGet(() -> new ErrorBody("text/plain", error.sentence() + "\n"));
    context.status(error.status()).contentType(body.contentType()).result(body.text());
  }
}
