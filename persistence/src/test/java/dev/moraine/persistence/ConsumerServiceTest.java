package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Consumer;
import dev.moraine.catalog.ConsumerId;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class ConsumerServiceTest {
  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  ConsumerServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void commitThree() {
    lake = new Lake(fresh.database());
    for (int id = 1; id <= 3; id++) {
      lake.commit(aSnapshot(id), rows("1", 1));
    }
  }

  @Test
  void aConsumerIsSetBackAndMadeIfNeeded() {
    reset("c", 3);
    reset("c", 1);

    assertThat(list(9, Optional.empty()).items()).containsExactly(consumer("c", 1));
  }

  @Test
  void aConsumerGoesOnAtSnapshotsOfTheTableOnly() {
    lake.snapshotFiles.expire(lake.table.location(), 1);

    for (long snapshotId : new long[] {-1, 0, 1, 4}) {
      assertThatThrownBy(() -> reset("c", snapshotId))
          .isInstanceOfSatisfying(
              NotFound.class, e -> assertThat(e.kind()).isEqualTo(ResourceKind.SNAPSHOT));
    }
    assertThat(list(9, Optional.empty()).items()).isEmpty();
  }

  @Test
  void aConsumerIsForgottenHoweverOften() {
    reset("c", 1);

    delete("c");
    delete("c");

    assertThat(list(9, Optional.empty()).items()).isEmpty();
  }

  @Test
  void consumersAreListedByIdInPages() {
    reset("b", 2);
    reset("c", 3);
    reset("a", 1);

    Page<Consumer> first = list(2, Optional.empty());

    assertThat(first)
        .isEqualTo(new Page<>(List.of(consumer("a", 1), consumer("b", 2)), Optional.of("b")));
    assertThat(list(2, first.nextToken()).items()).containsExactly(consumer("c", 3));
  }

  @Test
  void aConsumerThatGoesDuringAListingEndsItNot() {
    reset("a", 1);
    reset("b", 2);
    reset("c", 3);
    lake.consumerFiles.vanishAfterNextList(new ConsumerId("b"));

    Page<Consumer> first = list(2, Optional.empty());

    assertThat(first.items()).containsExactly(consumer("a", 1));
    assertThat(first.nextToken()).contains("b");
  }

  private static Consumer consumer(String id, long next) {
    return new Consumer(new ConsumerId(id), next);
  }

  private void reset(String id, long next) {
    lake.consumers.reset(ALICE, lake.catalog.id(), T, consumer(id, next));
  }

  private void delete(String id) {
    lake.consumers.delete(ALICE, lake.catalog.id(), T, new ConsumerId(id));
  }

  private Page<Consumer> list(int maxResults, Optional<String> after) {
    return lake.consumers.list(ALICE, lake.catalog.id(), T, new PageRequest(maxResults, after));
  }
}
