package dev.moraine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
  private static UUID idAt(long millis) {
    return new RequestIds(
            UUID::randomUUID, Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC))
        .get();
  }

  @Test
  void anIdIsOfVersionSevenAndTellsItsTime() {
    UUID id = idAt(1_900_000_000_123L);

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(RequestIds.timeOf(id)).isEqualTo(Instant.ofEpochMilli(1_900_000_000_123L));
    assertThat(idAt(1_900_000_000_123L)).isNotEqualTo(id);
  }

  @Test
  void idsAsTextHaveTheOrderOfTheirTimes() {
    String before = idAt(1_900_000_000_122L).toString();
    String id = idAt(1_900_000_000_123L).toString();
    String lowest = RequestIds.lowestAt(Instant.ofEpochMilli(1_900_000_000_123L)).toString();

    assertThat(before).isLessThan(lowest);
    assertThat(lowest).isLessThanOrEqualTo(id);
    assertThat(RequestIds.lowestAt(Instant.EPOCH).toString()).isLessThan(before);
    assertThat(RequestIds.lowestAt(Instant.MAX.minusSeconds(1)).toString()).isGreaterThan(id);
  }
}
