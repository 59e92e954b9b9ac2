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
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where refusals and bugs become HTTP answers. */
final class ErrorResponses {
  private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);
  private static final String TOLD = "told";
  private static final String NO_SUCH_ROUTE = "There is nothing at this method and path";

  private final List<Api> apis;
  private final Supplier<UUID> ids;
  private final Auditing auditing;

  ErrorResponses(List<Api> apis, Supplier<UUID> ids, Auditing auditing) {
    this.apis = List.copyOf(apis);
    this.ids = ids;
    this.auditing = auditing;
  }

  /** Of which error the request was answered, if it was one. */
  static Optional<ErrorDescription> told(Context context) {
    return Optional.ofNullable(context.attribute(TOLD));
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
    config.router.javaLangErrorHandler(this::failBadly);
    config.jetty.modifyServer(server -> server.setErrorHandler(this::answerNoHttp));
  }

  private void refuse(MoraineException e, Context context) {
    if (e.code() == ErrorCode.BUSY) {
      log.atWarn().addKeyValue("path", context.path()).log(e.sentence());
    } else if (e.code().fault() == ErrorCode.Fault.UNAVAILABLE) {
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
    if (e instanceof HttpException noHttp) {
      // Found while the body was read: it breaks off, or its chunks are none.
      answer(context, describe(noHttp.getCode(), "The request's body cannot be read to its end"));
      return;
    }
    log.atError()
        .addKeyValue("method", context.method())
        .addKeyValue("path", context.path())
        .setCause(e)
        .log("Request failed");
    answer(context, internal(context.res().getHeader(HttpServer.REQUEST_ID_HEADER)));
  }

  /** Memory has run out, or the like. Which path it was about is not known here. */
  private void failBadly(HttpServletResponse response, Error e) {
    log.atError().setCause(e).log("Request failed");
    ErrorBody body = render("", internal(response.getHeader(HttpServer.REQUEST_ID_HEADER)));
    response.setStatus(ErrorCode.INTERNAL.httpStatus());
    response.setContentType(body.contentType());
    try {
      response.getOutputStream().write(body.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException unheard) {
      log.atDebug().setCause(unheard).log("The client is gone");
    }
  }

  private static ErrorDescription internal(@Nullable String requestId) {
    return new ErrorDescription(
        ErrorCode.INTERNAL.httpStatus(),
        ErrorCode.INTERNAL,
        "",
        "",
        "The server failed; its log has the cause under request id "
            + Objects.requireNonNullElse(requestId, ""));
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
    context.attribute(TOLD, error);
    ErrorBody body = render(context.path(), error);
    context.status(error.status()).contentType(body.contentType()).result(body.text());
  }

  // A path of no API is most often one that a client was configured with, so it gets the first
  // API's answer.
  private ErrorBody render(String path, ErrorDescription error) {
    return apis.stream()
        .filter(api -> path.startsWith(api.root()))
        .findFirst()
        .orElse(apis.get(0))
        .render(error);
  }

  /** Answers what the HTTP library refuses before any filter or route sees it. */
  private boolean answerNoHttp(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String reason =
        Objects.requireNonNullElse(
            (String) request.getAttribute(ErrorHandler.ERROR_MESSAGE),
            HttpStatus.getMessage(status));
    String sentence = "The request is not accepted: " + reason;
    ErrorBody body =
        render(
            Objects.requireNonNullElse(request.getHttpURI().getPath(), ""),
            new ErrorDescription(status, ErrorCode.INVALID_REQUEST, "", "", sentence));
    UUID requestId = ids.get();
    auditing.keepRefused(requestId, Request.getRemoteAddr(request), status, sentence);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, body.contentType());
    response.getHeaders().put(HttpServer.REQUEST_ID_HEADER, requestId.toString());
    // The library closes after it and does not say so: the client's next request would be lost.
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    Content.Sink.write(response, true, body.text(), callback);
    return true;
  }
}
