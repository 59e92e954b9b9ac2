package dev.moraine.persistence;

import static dev.moraine.audit.AuditEventBuilder.anEvent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.audit.AuditLog;
import dev.moraine.audit.AuditLogContract;
import dev.moraine.audit.AuditQuery;
import dev.moraine.audit.AuditService;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.PageRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlAuditLogTest extends AuditLogContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlAuditLogTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected AuditLog log() {
    return fresh.database().auditLog();
  }

  @Test
  void aSweepForgetsAllThatWasKeptForLongEnough() {
    Clock now = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);
    AuditService service =
        new AuditService(
            fresh.database().transactions(), new Access(now), log(), Duration.ofMillis(500), now);
    log().append(IntStream.range(0, 2_500).mapToObj(i -> anEvent().at(i).build()).toList());
    log().append(List.of(anEvent().at(999_499).build(), anEvent().at(999_500).build()));

    service.sweep();

    assertThat(
            log()
                .find(
                    new AuditQuery(
                        Map.of(), Optional.empty(), Optional.empty(), PageRequest.first())))
        .singleElement()
        .satisfies(event -> assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(999_500)));
  }
}
