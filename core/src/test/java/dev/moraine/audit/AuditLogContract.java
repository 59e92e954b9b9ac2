package dev.moraine.audit;

import static dev.moraine.audit.AuditEventBuilder.anEvent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.audit.AuditQuery.Field;
import dev.moraine.catalog.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every {@link AuditLog} does. */
public abstract class AuditLogContract {
  /** Fresh and empty for each test. */
  protected abstract AuditLog log();

  private List<AuditEvent> find(Map<Field, String> values) {
    return log()
        .find(new AuditQuery(values, Optional.empty(), Optional.empty(), PageRequest.first()));
  }

  private List<AuditEvent> find(long since, long until) {
    return log()
        .find(
            new AuditQuery(
                Map.of(),
                Optional.of(Instant.ofEpochMilli(since)),
                Optional.of(Instant.ofEpochMilli(until)),
                PageRequest.first()));
  }

  @Test
  void everythingOfAnEventIsKept() {
    AuditEvent known = anEvent().at(2).build();
    AuditEvent unknown = anEvent().at(1).unknown();

    log().append(List.of(unknown, known));

    assertThat(find(Map.of())).containsExactly(known, unknown);
    assertThat(known.time()).isEqualTo(Instant.ofEpochMilli(2));
  }

  @Test
  void whatIsAppendedAgainIsThereOnce() {
    AuditEvent event = anEvent().build();
    log().append(List.of(event));

    log().append(List.of(event, anEvent().at(5).build()));

    assertThat(find(Map.of())).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "EVENT, GetTable, DropTable",
    "PRINCIPAL, ann, Ann",
    "SESSION, STS.1, STS.2",
    "ROLE, readers, writers",
    "CREDENTIAL, MRN1, MRN2",
    "SOURCE, 127.0.0.1, 127.0.0.2",
    "USER_AGENT, HTTP-client, curl",
    "KIND, TABLE, VIEW",
    "CATALOG, lake, sea",
    "DATABASE, sales, hr",
    "NAME, orders, items",
    "OUTCOME, FAILED, ALLOWED",
    "STATUS, 404, 200",
    "ERROR, NOT_FOUND, FORBIDDEN",
    "SENTENCE, does NOT exist, d%t",
    "DURATION, 7, 8",
  })
  void anEventIsFoundByEachOfItsFields(Field field, String its, String anothers) {
    AuditEvent event = anEvent().build();
    log().append(List.of(event, anEvent().unknown()));

    assertThat(find(Map.of(field, its))).containsExactly(event);
    assertThat(find(Map.of(field, anothers))).isEmpty();
  }

  @Test
  void anEventIsFoundByItsRequest() {
    AuditEvent event = anEvent().build();
    log().append(List.of(event, anEvent().build()));

    assertThat(find(Map.of(Field.REQUEST_ID, event.requestId().toString()))).containsExactly(event);
  }

  @Test
  void allThatIsAskedForHasToHold() {
    AuditEvent wanted = anEvent().by("bob").about("items").build();
    log().append(List.of(wanted, anEvent().by("bob").build(), anEvent().about("items").build()));

    assertThat(find(Map.of(Field.PRINCIPAL, "bob", Field.NAME, "items"))).containsExactly(wanted);
  }

  @Test
  void aRangeOfTimeHasItsStartAndNotItsEnd() {
    AuditEvent first = anEvent().at(1_000).build();
    AuditEvent last = anEvent().at(1_999).build();
    log().append(List.of(anEvent().at(999).build(), first, last, anEvent().at(2_000).build()));

    assertThat(find(1_000, 2_000)).containsExactly(last, first);
  }

  @Test
  void pagesFollowEachOtherFromTheNewestOn() {
    List<AuditEvent> events =
        List.of(anEvent().at(3).build(), anEvent().at(2).build(), anEvent().at(1).build());
    log().append(events);

    AuditQuery first =
        new AuditQuery(
            Map.of(), Optional.empty(), Optional.empty(), new PageRequest(2, Optional.empty()));

    assertThat(log().find(first)).isEqualTo(events.subList(0, 2));
    assertThat(log().find(first.behind(events.get(1)))).isEqualTo(events.subList(2, 3));
  }

  @Test
  void whatIsTooOldIsForgottenALittleAtATime() {
    AuditEvent kept = anEvent().at(1_000).build();
    log().append(List.of(kept, anEvent().at(998).build(), anEvent().at(999).build()));

    assertThat(log().forget(Instant.ofEpochMilli(1_000), 1)).isEqualTo(1);
    assertThat(find(Map.of())).hasSize(2);
    assertThat(log().forget(Instant.ofEpochMilli(1_000), 5)).isEqualTo(1);
    assertThat(find(Map.of())).containsExactly(kept);
  }

  @Test
  void whateverAClientSendsCanBeKept() {
    log()
        .append(
            List.of(
                anEvent().about("a\u0000b\n\ud800").told("x".repeat(5_000)).build(),
                anEvent().about("snow ☃ 😀").build()));

    assertThat(find(Map.of(Field.NAME, "a?b??")))
        .singleElement()
        .satisfies(event -> assertThat(event.sentence().orElseThrow()).hasSize(1_000));
    assertThat(find(Map.of(Field.NAME, "snow ☃ 😀"))).hasSize(1);
  }
}
