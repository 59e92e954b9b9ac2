package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.SnapshotVersion;
import dev.moraine.catalog.commit.TagCommand;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.persistence.FakeSnapshotFiles.Crash;
import dev.moraine.persistence.FakeSnapshotFiles.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class TagServiceTest {
  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  TagServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void aTagIsOfTheNewestSnapshotUnlessAnotherIsNamed() {
    commitThree();

    create("newest", Optional.empty());
    create("older", Optional.of(2L));

    assertThat(get("newest").snapshot()).isEqualTo(lake.head().orElseThrow().snapshot());
    assertThat(get("older").snapshot().id()).isEqualTo(2);
  }

  @Test
  void aTagOutlivesItsSnapshot() {
    commitThree();
    create("v1", Optional.of(1L));

    lake.snapshotFiles.expire(lake.table.location(), 1);

    assertThat(get("v1").snapshot().id()).isEqualTo(1);
    assertThat(
            lake.snapshots
                .get(ALICE, lake.catalog.id(), T, new SnapshotVersion.Tag(new TagName("v1")))
                .id())
        .isEqualTo(1);
  }

  @Test
  void onlyATagWithAnEndSaysWhenItWasMade() {
    commitThree();

    lake.tags.create(
        ALICE,
        lake.catalog.id(),
        T,
        new TagCommand(new TagName("week"), Optional.empty(), Optional.of("P7D")));
    create("for good", Optional.empty());

    assertThat(get("week").createdAt()).contains(Instant.ofEpochMilli(5_000));
    assertThat(get("week").timeRetained()).contains(Duration.ofDays(7));
    assertThat(get("for good").createdAt()).isEmpty();
  }

  @Test
  void aTakenNameIsNotGivenAgain() {
    commitThree();
    create("v", Optional.of(1L));

    assertThatThrownBy(() -> create("v", Optional.of(2L)))
        .isInstanceOfSatisfying(
            AlreadyExists.class, e -> assertThat(e.kind()).isEqualTo(ResourceKind.TAG));
    assertThat(get("v").snapshot().id()).isEqualTo(1);
  }

  @Test
  void whatIsNoSnapshotOfTheTableCannotBeTagged() {
    assertNotFound(ResourceKind.SNAPSHOT, () -> create("v", Optional.empty()));
    commitThree();
    lake.snapshotFiles.expire(lake.table.location(), 1);

    assertNotFound(ResourceKind.SNAPSHOT, () -> create("v", Optional.of(1L)));
    assertNotFound(ResourceKind.SNAPSHOT, () -> create("v", Optional.of(4L)));
    assertThat(list("", 10, Optional.empty()).items()).isEmpty();
  }

  @Test
  void aFileAheadOfTheHeadCannotBeTagged() {
    commitThree();
    lake.snapshotFiles.crashAt(Step.AFTER_PUT);
    assertThatThrownBy(() -> lake.commit(aSnapshot(4))).isInstanceOf(Crash.class);

    assertNotFound(ResourceKind.SNAPSHOT, () -> create("v", Optional.of(4L)));
  }

  @Test
  void aTableThatIsDroppedMeanwhileGetsNoTag() {
    commitThree();
    lake.tagFiles.beforeNextCreate(() -> lake.tables.drop(ALICE, lake.catalog.id(), T));

    assertNotFound(ResourceKind.TABLE, () -> create("v", Optional.empty()));

    assertThat(lake.tagFiles.list(lake.table.location())).isEmpty();
  }

  @Test
  void tagsAreListedByNameInPagesAndByPrefix() {
    commitThree();
    for (String name : new String[] {"b", "a2", "a1", "a3"}) {
      create(name, Optional.empty());
    }

    Page<TagName> first = list("a", 2, Optional.empty());
    Page<TagName> second = list("a", 2, first.nextToken());

    assertThat(first.items()).extracting(TagName::value).containsExactly("a1", "a2");
    assertThat(first.nextToken()).contains("a2");
    assertThat(second.items()).extracting(TagName::value).containsExactly("a3");
    assertThat(second.nextToken()).isEmpty();
    assertThat(list("", 9, Optional.empty()).items()).hasSize(4);
  }

  @Test
  void aDeletedTagIsGone() {
    commitThree();
    create("v", Optional.empty());

    delete("v");

    assertNotFound(ResourceKind.TAG, () -> get("v"));
    assertNotFound(ResourceKind.TAG, () -> delete("v"));
  }

  private void commitThree() {
    for (int id = 1; id <= 3; id++) {
      lake.commit(aSnapshot(id), rows("1", 1));
    }
  }

  private void create(String name, Optional<Long> snapshotId) {
    lake.tags.create(
        ALICE,
        lake.catalog.id(),
        T,
        new TagCommand(new TagName(name), snapshotId, Optional.empty()));
  }

  private Tag get(String name) {
    return lake.tags.get(ALICE, lake.catalog.id(), T, new TagName(name));
  }

  private void delete(String name) {
    lake.tags.delete(ALICE, lake.catalog.id(), T, new TagName(name));
  }

  private Page<TagName> list(String prefix, int maxResults, Optional<String> after) {
    return lake.tags.list(ALICE, lake.catalog.id(), T, prefix, new PageRequest(maxResults, after));
  }

  private static void assertNotFound(ResourceKind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(NotFound.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
