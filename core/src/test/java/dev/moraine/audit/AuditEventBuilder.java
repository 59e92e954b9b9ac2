package dev.moraine.audit;

import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** An event with something in each field. */
public final class AuditEventBuilder {
  private Instant time = Instant.ofEpochMilli(1_000);
  private String principal = "ann";
  private String name = "orders";
  private String sentence = "Table 'orders' does not exist";

  private AuditEventBuilder() {}

  public static AuditEventBuilder anEvent() {
    return new AuditEventBuilder();
  }

  public AuditEventBuilder at(long millis) {
    time = Instant.ofEpochMilli(millis);
    return this;
  }

  public AuditEventBuilder by(String newPrincipal) {
    principal = newPrincipal;
    return this;
  }

  public AuditEventBuilder about(String newName) {
    name = newName;
    return this;
  }

  public AuditEventBuilder told(String newSentence) {
    sentence = newSentence;
    return this;
  }

  public AuditEvent build() {
    return new AuditEvent(
        new RequestIds(UUID::randomUUID, Clock.fixed(time, ZoneOffset.UTC)).get(),
        Optional.of("GetTable"),
        Optional.of(principal),
        Optional.of("STS.1"),
        Optional.of("readers"),
        Optional.of("MRN1"),
        "127.0.0.1",
        Optional.of("Java-http-client/17"),
        Optional.of(
            new Concerned(
                ResourceKind.TABLE, Optional.of("lake"), Optional.of("sales"), Optional.of(name))),
        AuditEvent.Outcome.FAILED,
        404,
        Optional.of(ErrorCode.NOT_FOUND),
        Optional.of(sentence),
        Duration.ofMillis(7));
  }

  /** Nothing is known of it but that it was, and was refused. */
  public AuditEvent unknown() {
    return new AuditEvent(
        new RequestIds(UUID::randomUUID, Clock.fixed(time, ZoneOffset.UTC)).get(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "::1",
        Optional.empty(),
        Optional.empty(),
        AuditEvent.Outcome.DENIED,
        401,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO);
  }

  /** Carried out. */
  public static AuditEvent allowed() {
    return new AuditEvent(
        new RequestIds(UUID::randomUUID, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).get(),
        Optional.of("GetTable"),
        Optional.of("ann"),
        Optional.empty(),
        Optional.empty(),
        Optional.of("MRN1"),
        "127.0.0.1",
        Optional.empty(),
        Optional.empty(),
        AuditEvent.Outcome.ALLOWED,
        200,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO);
  }
}
