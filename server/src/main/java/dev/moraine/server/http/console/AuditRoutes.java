package dev.moraine.server.http.console;

import dev.moraine.audit.AuditEvent;
import dev.moraine.audit.AuditQuery;
import dev.moraine.audit.AuditQuery.Field;
import dev.moraine.audit.AuditService;
import dev.moraine.audit.Concerned;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.error.InvalidRequest;
import dev.moraine.server.http.QueryParameter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was called, for administrators. */
final class AuditRoutes {
  private static final QueryParameter SINCE =
      QueryParameter.text("since", "Only calls from then on, such as 2030-01-31T12:00:00Z");
  private static final QueryParameter UNTIL =
      QueryParameter.text("until", "Only calls before then");
  private static final Map<Field, QueryParameter> FILTERS = filters();

  private final AuditService audit;

  AuditRoutes(AuditService audit) {
    this.audit = audit;
  }

  private static Map<Field, QueryParameter> filters() {
    Map<Field, QueryParameter> filters = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      filters.put(
          field,
          switch (field) {
            case REQUEST_ID -> QueryParameter.text("requestId", "The call with this x-request-id");
            case EVENT -> QueryParameter.text("event", "Calls of this API, such as GetTable");
            case PRINCIPAL -> QueryParameter.text("principal", "Calls of this user");
            case SESSION ->
                QueryParameter.text("session", "Calls with these temporary credentials, by id");
            case ROLE -> QueryParameter.text("role", "Calls in this role");
            case CREDENTIAL ->
                QueryParameter.text("credential", "Calls with this access key or token, by id");
            case SOURCE -> QueryParameter.text("source", "Calls from this address");
            case USER_AGENT ->
                QueryParameter.text("userAgent", "Calls of programs with this in their name");
            case KIND ->
                QueryParameter.text("resourceType", "Calls about this kind of thing, as TABLE");
            case CATALOG -> QueryParameter.text("catalog", "Calls about what is in this catalog");
            case DATABASE ->
                QueryParameter.text("database", "Calls about what is in a database of this name");
            case NAME -> QueryParameter.text("name", "Calls about things of this name");
            case OUTCOME -> QueryParameter.text("outcome", "ALLOWED, DENIED or FAILED");
            case STATUS -> QueryParameter.number("status", "Calls answered with this HTTP status");
            case ERROR -> QueryParameter.text("error", "Calls answered with this error code");
            case SENTENCE ->
                QueryParameter.text("sentence", "Calls answered with this in the error's sentence");
            case DURATION ->
                QueryParameter.number("slowerThanMs", "Calls that took so many milliseconds");
          });
    }
    return filters;
  }

  /** The last two are the page's. */
  static QueryParameter[] pageQuery() {
    QueryParameter[] query = Arrays.copyOf(exportQuery(), FILTERS.size() + 4);
    query[FILTERS.size() + 2] = ConsoleRequest.MAX_RESULTS;
    query[FILTERS.size() + 3] = ConsoleRequest.PAGE_TOKEN;
    return query;
  }

  static QueryParameter[] exportQuery() {
    QueryParameter[] query = FILTERS.values().toArray(new QueryParameter[FILTERS.size() + 2]);
    query[FILTERS.size()] = SINCE;
    query[FILTERS.size() + 1] = UNTIL;
    return query;
  }

  record EventView(
      String time,
      String requestId,
      Optional<String> event,
      Optional<String> principal,
      Optional<String> role,
      Optional<String> session,
      Optional<String> credential,
      String source,
      Optional<String> userAgent,
      Optional<String> resourceType,
      Optional<String> catalog,
      Optional<String> database,
      Optional<String> name,
      String outcome,
      int status,
      Optional<String> error,
      Optional<String> sentence,
      long durationUs) {}

  record EventPage(List<EventView> events, Optional<String> nextPageToken) {}

  EventPage search(ConsoleRequest request) {
    Page<EventView> page =
        audit.search(request.caller(), query(request, request.page())).map(AuditRoutes::toView);
    return new EventPage(page.items(), page.nextToken());
  }

  Iterator<EventView> export(ConsoleRequest request) {
    Iterator<AuditEvent> events =
        audit.export(request.caller(), query(request, PageRequest.first()));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return events.hasNext();
      }

      @Override
      public EventView next() {
        return toView(events.next());
      }
    };
  }

  private static AuditQuery query(ConsoleRequest request, PageRequest page) {
    Map<Field, String> values = new EnumMap<>(Field.class);
    FILTERS.forEach(
        (field, parameter) ->
            request.query(parameter).ifPresent(text -> values.put(field, spelled(field, text))));
    return new AuditQuery(values, instant(request, SINCE), instant(request, UNTIL), page);
  }

  private static String spelled(Field field, String text) {
    return switch (field) {
      case EVENT -> text.startsWith("dlf:") ? text.substring("dlf:".length()) : text;
      case KIND, OUTCOME, ERROR -> text.toUpperCase(Locale.ROOT);
      case REQUEST_ID -> text.toLowerCase(Locale.ROOT);
      default -> text;
    };
  }

  private static Optional<Instant> instant(ConsoleRequest request, QueryParameter parameter) {
    return request
        .query(parameter)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw new InvalidRequest(
                    parameter.name() + " is an instant, such as 2030-01-31T12:00:00Z");
              }
            });
  }

  private static EventView toView(AuditEvent event) {
    Optional<Concerned> concerned = event.concerned();
    return new EventView(
        event.time().toString(),
        event.requestId().toString(),
        event.event(),
        event.principal(),
        event.role(),
        event.session(),
        event.credential(),
        event.source(),
        event.userAgent(),
        concerned.map(each -> each.kind().name()),
        concerned.flatMap(Concerned::catalog),
        concerned.flatMap(Concerned::database),
        concerned.flatMap(Concerned::name),
        event.outcome().name(),
        event.status(),
        event.error().map(Enum::name),
        event.sentence(),
        event.duration().toNanos() / 1_000);
  }
}
