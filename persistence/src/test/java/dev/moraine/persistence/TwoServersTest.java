package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Sight;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Database;
import dev.moraine.catalog.FunctionDescription;
import dev.moraine.catalog.FunctionName;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.NotFound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two servers on one PostgreSQL do at the same time what cannot both be. */
class TwoServersTest {
  private static final int ROUNDS = 5;
  private static final int COMMITS = 30;
  private static final ViewSchema VIEW =
      new ViewSchema("[]", "SELECT 1", Map.of(), Optional.empty(), Map.of());
  private static final FunctionDescription FUNCTION =
      new FunctionDescription(
          Optional.empty(), Optional.empty(), true, Map.of(), Optional.empty(), Map.of());

  @RegisterExtension final FreshDatabase fresh = new FreshDatabase(DatabaseKind.POSTGRES);
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private MetadataDatabase otherDatabase;
  private Lake one;
  private Lake other;
  private CatalogId catalog;

  @BeforeEach
  void openTwice() {
    otherDatabase = fresh.open();
    one = new Lake(fresh.database());
    other = one.through(otherDatabase);
    catalog = one.catalog.id();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    otherDatabase.close();
  }

  @RepeatedTest(ROUNDS)
  void aTableAndAViewDoNotGetTheSameName() throws Exception {
    for (int i = 0; i < 10; i++) {
      String name = "x" + i;

      List<Optional<Throwable>> refusals =
          race(
              () -> one.tables.create(ALICE, catalog, new TableName("db", name), "managed"),
              () -> other.views.create(ALICE, catalog, new ViewName("db", name), VIEW));

      assertOneRefused(refusals, AlreadyExists.class);
    }
  }

  @RepeatedTest(ROUNDS)
  void aTableIsNotRenamedToAViewsName() throws Exception {
    for (int i = 0; i < 10; i++) {
      String name = "x" + i;
      TableName table = new TableName("db", "t" + i);
      one.tables.create(ALICE, catalog, table, "managed");

      List<Optional<Throwable>> refusals =
          race(
              () -> one.tables.rename(ALICE, catalog, table, new TableName("db", name)),
              () -> other.views.create(ALICE, catalog, new ViewName("db", name), VIEW));

      assertOneRefused(refusals, AlreadyExists.class);
    }
  }

  @RepeatedTest(ROUNDS)
  void twoTablesAreNotRenamedToOneName() throws Exception {
    TableName t2 = new TableName("db", "t2");
    TableName x = new TableName("db", "x");
    one.tables.create(ALICE, catalog, t2, "managed");

    List<Optional<Throwable>> refusals =
        race(
            () -> one.tables.rename(ALICE, catalog, T, x),
            () -> other.tables.rename(ALICE, catalog, t2, x));

    assertOneRefused(refusals, AlreadyExists.class);
  }

  @RepeatedTest(ROUNDS)
  void whatIsMadeInADatabaseGoesWithItOrIsNotMade() throws Exception {
    List<Runnable> makers =
        List.of(
            () -> other.tables.create(ALICE, catalog, new TableName("d", "t"), "managed"),
            () -> other.views.create(ALICE, catalog, new ViewName("d", "v"), VIEW),
            () -> other.functions.create(ALICE, catalog, new FunctionName("d", "f"), FUNCTION));
    for (Runnable maker : makers) {
      one.databases.create(ALICE, catalog, "d", Map.of());

      List<Optional<Throwable>> refusals =
          race(() -> one.databases.drop(ALICE, catalog, "d"), maker);

      assertThat(refusals.get(0)).isEmpty();
      refusals.get(1).ifPresent(refusal -> assertThat(refusal).isInstanceOf(NotFound.class));
      assertThat(databases()).doesNotContain("d");
    }
  }

  @RepeatedTest(ROUNDS)
  void aTableThatLeftADatabaseDoesNotGoWithIt() throws Exception {
    TableName moved = new TableName("default", "moved");

    List<Optional<Throwable>> refusals =
        race(
            () -> one.databases.drop(ALICE, catalog, "db"),
            () -> other.tables.rename(ALICE, catalog, T, moved));

    boolean left = one.transactions.read(tx -> tx.tables().find(catalog, moved)).isPresent();
    assertThat(refusals.get(0)).isEmpty();
    assertThat(refusals.get(1).isEmpty()).isEqualTo(left);
    assertThat(one.tableFiles.exists(one.table.location())).isTrue();
    assertThat(
            one.transactions.read(tx -> tx.droppedTables().find(catalog, one.table.id())).isEmpty())
        .isEqualTo(left);
  }

  @RepeatedTest(ROUNDS)
  void optionsThatTwoSetAreBothSet() throws Exception {
    race(
        () -> one.databases.alter(ALICE, catalog, "db", Map.of("a", "1"), List.of()),
        () -> other.databases.alter(ALICE, catalog, "db", Map.of("b", "2"), List.of()));

    Database database = one.databases.get(ALICE, catalog, "db");
    assertThat(database.options()).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @RepeatedTest(ROUNDS)
  void aCatalogIsNotDroppedWithADatabaseInIt() throws Exception {
    String name = "c";
    CatalogId c = one.catalogs.create(ALICE, name, Map.of()).id();

    List<Optional<Throwable>> refusals =
        race(
            () -> one.catalogs.drop(ALICE, name),
            () -> other.databases.create(ALICE, c, "d", Map.of()));

    assertThat(refusals.get(0).isPresent()).isNotEqualTo(refusals.get(1).isPresent());
    refusals.get(0).ifPresent(refusal -> assertThat(refusal).isInstanceOf(Conflict.class));
    refusals.get(1).ifPresent(refusal -> assertThat(refusal).isInstanceOf(NotFound.class));
  }

  @RepeatedTest(ROUNDS)
  void aHeadIsMovedByOne() throws Exception {
    Head next = new Head(aSnapshot(1).build(), 0, 0, 0, 0, 1);
    boolean[] moved = new boolean[2];

    race(
        () -> moved[0] = advance(one, Optional.empty(), next),
        () -> moved[1] = advance(other, Optional.empty(), next));
    assertThat(moved).containsExactlyInAnyOrder(true, false);

    Head after = new Head(aSnapshot(2).build(), 0, 0, 0, 0, 2);
    race(
        () -> moved[0] = advance(one, Optional.of(next), after),
        () -> moved[1] = advance(other, Optional.of(next), after));
    assertThat(moved).containsExactlyInAnyOrder(true, false);
  }

  // Each waits for a row that the other has: the head's here, the table's there.
  @RepeatedTest(ROUNDS)
  void aCommitAndADropOfItsDatabaseBothGetAnAnswer() throws Exception {
    Head head = new Head(aSnapshot(1).build(), 0, 0, 0, 0, 1);
    advance(one, Optional.empty(), head);

    List<Optional<Throwable>> refusals =
        race(
            () -> one.databases.drop(ALICE, catalog, "db"),
            () -> advance(other, Optional.of(head), new Head(aSnapshot(2).build(), 0, 0, 0, 0, 2)));

    assertThat(refusals).containsExactly(Optional.empty(), Optional.empty());
    assertThat(databases()).doesNotContain("db");
  }

  @RepeatedTest(ROUNDS)
  void commitsOfBothAreThereOnceAndInSequence() throws Exception {
    List<List<Long>> acknowledged = List.of(new ArrayList<>(), new ArrayList<>());

    race(
        () -> commit(one, "one", acknowledged.get(0)),
        () -> commit(other, "other", acknowledged.get(1)));

    long newest = one.headId();
    assertThat(newest).isEqualTo(2L * COMMITS);
    assertThat(other.headId()).isEqualTo(newest);
    assertThat(acknowledged.get(0)).doesNotContainAnyElementsOf(acknowledged.get(1));
    for (long id = 1; id <= newest; id++) {
      String committer = acknowledged.get(0).contains(id) ? "one" : "other";
      assertThat(one.file(id).orElseThrow().commitUser()).isEqualTo(committer);
    }
    assertThat(one.partition("dt=1").orElseThrow().recordCount()).isEqualTo(newest);
  }

  /** As a client does: from the head on, and again when another was first. */
  private static boolean commit(Lake lake, String user, List<Long> acknowledged) {
    while (acknowledged.size() < COMMITS) {
      long next = lake.headId() + 1;
      if (lake.commit(aSnapshot(next).by(user, next).withManifests(user + next), rows("1", 1))
          .isInEffect()) {
        acknowledged.add(next);
      }
    }
    return true;
  }

  private static boolean advance(Lake lake, Optional<Head> from, Head to) {
    Provenance provenance = Provenance.of(ALICE, Instant.ofEpochMilli(1));
    return lake.transactions.write(
        tx -> {
          boolean moved = tx.heads().advance(lake.table.ref(), from, to);
          if (moved) {
            tx.partitions().add(lake.table.ref(), List.of(rows("1", 1)), provenance);
          }
          return moved;
        });
  }

  private List<String> databases() {
    return one.transactions.read(
        tx ->
            tx.databases().listNames(catalog, NamePattern.ALL, PageRequest.first(), Sight.OF_ALL));
  }

  private static void assertOneRefused(
      List<Optional<Throwable>> refusals, Class<? extends Throwable> kind) {
    assertThat(refusals.stream().flatMap(Optional::stream).toList())
        .singleElement()
        .isInstanceOf(kind);
  }

  /** What each of the two threw, in this order. */
  private List<Optional<Throwable>> race(Runnable left, Runnable right) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Future<?> first = threads.submit(() -> runAfter(start, left));
    Future<?> second = threads.submit(() -> runAfter(start, right));
    return List.of(thrownBy(first), thrownBy(second));
  }

  private static boolean runAfter(CyclicBarrier start, Runnable work) throws Exception {
    start.await();
    work.run();
    return true;
  }

  private static Optional<Throwable> thrownBy(Future<?> work) throws InterruptedException {
    try {
      work.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.ofNullable(e.getCause());
    }
  }
}
