package dev.moraine.server.http;

import dev.moraine.identity.Authenticated;
import dev.moraine.identity.Principal;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A request for an operation. It shows no query parameter that the operation does not name. */
public class ApiRequest {
  private final Context context;
  private final Operation operation;

  protected ApiRequest(Context context, Operation operation) {
    this.context = context;
    this.operation = operation;
  }

  protected final Context context() {
    return context;
  }

  public final Principal caller() {
    return authenticated().principal();
  }

  /** The caller together with what told who they are. */
  public final Authenticated authenticated() {
    return Identification.caller(context);
  }

  /** An empty one is as good as none. */
  public final Optional<String> query(QueryParameter parameter) {
    if (!operation.query().contains(parameter)) {
      throw new IllegalStateException(operation + " does not document " + parameter.name());
    }
    return Optional.ofNullable(context.queryParam(parameter.name()))
        .filter(value -> !value.isEmpty());
  }

  public final String bodyText() {
    return new String(context.bodyAsBytes(), StandardCharsets.UTF_8);
  }
}
