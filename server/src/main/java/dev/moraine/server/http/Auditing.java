package dev.moraine.server.http;

import dev.moraine.audit.Audit;
import dev.moraine.audit.AuditEvent;
import dev.moraine.audit.Concerned;
import dev.moraine.catalog.Names;
import dev.moraine.error.Busy;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Authenticated;
import dev.moraine.identity.Authenticator;
import dev.moraine.identity.Principal;
import dev.moraine.identity.Session;
import dev.moraine.server.http.HttpServer.ErrorDescription;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has each call of an API kept, when its answer is known. */
final class Auditing {
  private static final Logger log = LoggerFactory.getLogger(Auditing.class);
  private static final String BEGAN = "audited-since";
  private static final String CONCERNED = "concerned";

  // The first that a path has is what it is about; what is left is the catalog or database.
  private static final Map<String, ResourceKind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("table", ResourceKind.TABLE);
    KINDS.put("tableId", ResourceKind.TABLE);
    KINDS.put("view", ResourceKind.VIEW);
    KINDS.put("function", ResourceKind.FUNCTION);
    KINDS.put("role", ResourceKind.ROLE);
    KINDS.put("policy", ResourceKind.POLICY);
    KINDS.put("accessKey", ResourceKind.ACCESS_KEY);
    KINDS.put("token", ResourceKind.TOKEN);
    KINDS.put("node", ResourceKind.NODE);
    KINDS.put("user", ResourceKind.USER);
  }

  private final Audit audit;
  private final Operations operations;

  Auditing(Audit audit, Operations operations) {
    this.audit = audit;
    this.operations = operations;
  }

  /**
   * To be called before anything is done for the request.
   *
   * @throws Busy when it must not be carried out, for it could not be kept
   */
  void begin(Context context) {
    audit.admit();
    context.attribute(BEGAN, System.nanoTime());
  }

  /** Notes what the body of a request says that it is about. */
  static void note(Context context, Object body) {
    if (body instanceof Concerning concerning) {
      context.attribute(CONCERNED, concerning.concerned());
    }
  }

  /** To be called when the answer is known; does nothing for what did not begin. */
  void end(Context context) {
    Long began = context.attribute(BEGAN);
    if (began == null) {
      return;
    }
    Optional<Operations.Found> found =
        operations.find(context.req().getMethod(), context.req().getRequestURI());
    Optional<Authenticated> caller = Identification.callerIfKnown(context);
    Optional<Session> session = caller.map(Authenticated::principal).flatMap(Principal::session);
    int status = context.statusCode();
    Optional<ErrorDescription> told = ErrorResponses.told(context);
    Optional<ErrorCode> error =
        told.map(ErrorDescription::code)
            .or(() -> status >= 500 ? Optional.of(ErrorCode.INTERNAL) : Optional.empty());
    AuditEvent event =
        new AuditEvent(
            HttpServer.requestId(context),
            found.flatMap(each -> each.operation().action()).map(action -> action.apiName()),
            caller.map(each -> each.principal().name()),
            session.map(Session::id),
            session.flatMap(Session::role),
            caller
                .map(each -> each.credential().shown())
                .or(
                    () ->
                        Optional.ofNullable(context.header("Authorization"))
                            .flatMap(Authenticator::claimedAccessKeyId)),
            SourceAddresses.of(context.ip()),
            Optional.ofNullable(context.header("User-Agent")),
            found.flatMap(each -> concerned(context, each)),
            AuditEvent.Outcome.of(status, error),
            status,
            error,
            told.map(each -> withoutValues(each.sentence(), context)),
            Duration.ofNanos(System.nanoTime() - began));
    audit.keep(event, context.method() == HandlerType.GET ? Audit.Effect.READ : Audit.Effect.WRITE);
  }

  /** Keeps a request that is refused before it can be told what it asks for. */
  void keepRefused(UUID requestId, String remote, int status, String sentence) {
    try {
      audit.admit();
    } catch (Busy e) {
      log.atWarn().addKeyValue("requestId", requestId).log("Refused a request that is no HTTP");
      return;
    }
    audit.keep(
        new AuditEvent(
            requestId,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            SourceAddresses.of(remote),
            Optional.empty(),
            Optional.empty(),
            AuditEvent.Outcome.FAILED,
            status,
            Optional.of(ErrorCode.INVALID_REQUEST),
            Optional.of(sentence),
            Duration.ZERO),
        Audit.Effect.WRITE);
  }

  private static Optional<Concerned> concerned(Context context, Operations.Found found) {
    Map<String, String> segments = found.segments();
    // Clients that are set up wrongly send a URI in a name's place, which might hold a secret.
    Optional<String> catalog = found.catalog(context).filter(Auditing::isName);
    Optional<String> database = Optional.ofNullable(segments.get("database"));
    Optional<Concerned> byPath =
        KINDS.entrySet().stream()
            .filter(each -> segments.containsKey(each.getKey()))
            .findFirst()
            .map(
                each ->
                    new Concerned(
                        each.getValue(),
                        catalog,
                        database,
                        Optional.ofNullable(segments.get(each.getKey()))))
            .or(
                () ->
                    catalog.map(
                        each ->
                            new Concerned(
                                database.isPresent() ? ResourceKind.DATABASE : ResourceKind.CATALOG,
                                catalog,
                                database,
                                Optional.empty())));
    @Nullable Concerned byBody = context.attribute(CONCERNED);
    return byBody == null ? byPath : Optional.of(byPath.map(byBody::in).orElse(byBody));
  }

  // For the same reason: sentences repeat what was asked for.
  private static String withoutValues(String sentence, Context context) {
    String without = sentence;
    for (List<String> values : context.queryParamMap().values()) {
      for (String value : values) {
        if (!value.isBlank() && !isName(value)) {
          without = without.replace(value, "...");
        }
      }
    }
    return without;
  }

  private static boolean isName(String text) {
    try {
      Names.requireValid("catalog", text);
      return true;
    } catch (InvalidRequest e) {
      return false;
    }
  }
}
