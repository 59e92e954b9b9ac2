package dev.moraine.audit;

import dev.moraine.catalog.PageRequest;
import dev.moraine.error.InvalidRequest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which events are asked for: those that all of it holds for.
 *
 * @param values what a field has to be; of {@link Field#USER_AGENT} and {@link Field#SENTENCE}, a
 *     part of it, in any case of its letters
 * @param since inclusive
 * @param until exclusive
 * @param page behind the id of the last event of the page before
 */
public record AuditQuery(
    Map<Field, String> values, Optional<Instant> since, Optional<Instant> until, PageRequest page) {
  /** What an event can be asked for by. */
  public enum Field {
    REQUEST_ID,
    EVENT,
    PRINCIPAL,
    SESSION,
    ROLE,
    CREDENTIAL,
    SOURCE,
    USER_AGENT,
    KIND,
    CATALOG,
    DATABASE,
    NAME,
    OUTCOME,
    STATUS,
    ERROR,
    SENTENCE,
    /** At least so many milliseconds. */
    DURATION
  }

  public AuditQuery {
    values = Map.copyOf(values);
    page.after().ifPresent(AuditQuery::parseId);
    for (Field number : List.of(Field.STATUS, Field.DURATION)) {
      if (!values.getOrDefault(number, "0").matches("[0-9]{1,9}")) {
        throw new InvalidRequest("A status and a duration are asked for by a number");
      }
    }
  }

  /** The same, behind an event. */
  AuditQuery behind(AuditEvent last) {
    return new AuditQuery(
        values,
        since,
        until,
        new PageRequest(page.maxResults(), Optional.of(last.requestId().toString())));
  }

  private static UUID parseId(String token) {
    try {
      return UUID.fromString(token);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("The page token is not one that a page before had");
    }
  }

  /** The lowest id that is asked for. */
  public UUID from() {
    return RequestIds.lowestAt(since.orElse(Instant.EPOCH));
  }

  /** All ids that are asked for are lower. */
  public UUID below() {
    UUID end = RequestIds.lowestAt(until.orElse(Instant.MAX));
    return page.after()
        .map(AuditQuery::parseId)
        .filter(after -> after.toString().compareTo(end.toString()) < 0)
        .orElse(end);
  }

  /** In the order of the fields. */
  public Map<Field, String> inOrder() {
    return values.isEmpty() ? Map.of() : new EnumMap<>(values);
  }
}
