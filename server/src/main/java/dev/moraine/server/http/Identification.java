package dev.moraine.server.http;

import dev.moraine.identity.Authenticated;
import dev.moraine.identity.Authenticator;
import dev.moraine.identity.SignedRequest;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.MDC;

/** The filter that tells who calls, before any route sees the request. */
public final class Identification {
  private static final String CALLER = "caller";

  private final Authenticator authenticator;
  private final LargeBodies bodies = new LargeBodies();

  public Identification(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  void identify(Context context) {
    Authenticated caller =
        authenticator.authenticate(
            new SignedRequest(
                context.req().getMethod(),
                context.req().getRequestURI(),
                query(context),
                headers(context),
                () -> {
                  bodies.admit(context);
                  return context.bodyAsBytes();
                }));
    // A bearer's body is read later, by the route.
    bodies.admit(context);
    context.attribute(CALLER, caller);
    MDC.put("principal", caller.principal().toString());
  }

  /** To be called when the request is over. */
  void forget(Context context) {
    bodies.release(context);
  }

  /** Who sent the request; every route behind the filter has one. */
  static Authenticated caller(Context context) {
    return Objects.requireNonNull(context.attribute(CALLER));
  }

  /** Empty when the request was refused before. */
  static Optional<Authenticated> callerIfKnown(Context context) {
    return Optional.ofNullable(context.attribute(CALLER));
  }

  private static List<Map.Entry<String, String>> query(Context context) {
    String query = context.req().getQueryString();
    if (query == null || query.isEmpty()) {
      return List.of();
    }
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      parameters.add(Map.entry(decode(name), decode(value)));
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A lone percent sign; what was signed is then the text as it stands.
      return text;
    }
  }

  private static Map<String, String> headers(Context context) {
    Map<String, String> headers = new HashMap<>();
    context.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return headers;
  }
}
