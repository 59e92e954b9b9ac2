package dev.moraine.catalog;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BranchStore} does, and what branches mean to the other stores. */
public abstract class BranchStoreContract extends StoreContract {
  private static final TableSchema SCHEMA = new TableSchema(1, "{\"b\":1}", "{\"r\":1}", true);
  private static final Head HEAD = new Head(aSnapshot(1).build(), 1, 2, 3, 4, 1);
  private static final Provenance BY_BOB =
      ALICE.updated(new Principal("bob"), Instant.ofEpochMilli(2_000));

  private final Table table = TableBuilder.aTableIn(db).build();
  private final BranchName b = new BranchName("b");
  private final TableBranch ref = new TableBranch(table.id(), b);

  @BeforeEach
  void insertTable() {
    write(tx -> tx.tables().insert(table));
  }

  @Test
  void aBranchComesBackAsItWasInserted() {
    Branch branch = new Branch(ref, SCHEMA, Optional.of(new TagName("branch-b")), ALICE);

    assertThat(done(tx -> tx.branches().insert(branch))).isTrue();
    assertThat(done(tx -> tx.branches().insert(branch))).isFalse();

    assertFound(tx -> tx.branches().find(ref)).contains(branch);
  }

  @Test
  void branchesAreListedByName() {
    insert("c");
    insert("a");
    insert("b");

    assertListed(tx -> tx.branches().list(table.id()))
        .containsExactly(new BranchName("a"), new BranchName("b"), new BranchName("c"));
    assertListed(tx -> tx.branches().list(new TableId("other"))).isEmpty();
  }

  @Test
  void theTableIsFoundAsItsBranchSeesIt() {
    insert("b");

    Table found = read(tx -> tx.tables().find(CATALOG, table.name().on(b))).orElseThrow();

    assertThat(found.id()).isEqualTo(table.id());
    assertThat(found.name()).isEqualTo(table.name().on(b));
    assertThat(found.schema()).isEqualTo(SCHEMA);
    assertFound(tx -> tx.tables().find(CATALOG, ref)).contains(found);
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).contains(table);
    assertFound(tx -> tx.tables().find(CATALOG, table.name().on(new BranchName("c")))).isEmpty();
  }

  @Test
  void aSchemaOfABranchMovesAlone() {
    insert("b");
    Table branch = read(tx -> tx.tables().find(CATALOG, ref)).orElseThrow();
    TableSchema next = new TableSchema(2, "{\"b\":2}", "{\"r\":2}", false);

    assertThat(done(tx -> tx.tables().updateSchema(branch, next, BY_BOB))).isTrue();
    assertThat(done(tx -> tx.tables().updateSchema(branch, next, BY_BOB))).isFalse();

    assertThat(read(tx -> tx.tables().find(CATALOG, ref)).orElseThrow().schema()).isEqualTo(next);
    assertFound(tx -> tx.tables().find(CATALOG, table.ref())).contains(table);
  }

  @Test
  void headsAndPartitionsOfABranchAreItsOwn() {
    insert("b");
    write(tx -> tx.heads().advance(ref, Optional.empty(), HEAD));
    write(tx -> tx.partitions().add(ref, List.of(day("1")), ALICE));

    assertFound(tx -> tx.heads().find(ref)).contains(HEAD);
    assertFound(tx -> tx.heads().find(table.ref())).isEmpty();
    assertListed(tx -> tx.partitions().find(ref, List.of("dt=1"))).hasSize(1);
    assertListed(tx -> tx.partitions().find(table.ref(), List.of("dt=1"))).isEmpty();
  }

  @Test
  void partitionsOfABranchTakeThePlaceOfTheTables() {
    insert("b");
    write(tx -> tx.partitions().add(table.ref(), List.of(day("1"), day("2")), ALICE));
    write(tx -> tx.partitions().add(ref, List.of(day("2"), day("3")), ALICE));

    write(tx -> tx.partitions().copyAll(ref, table.ref()));

    assertListed(
            tx ->
                tx.partitions().find(table.ref(), List.of("dt=1", "dt=2", "dt=3")).stream()
                    .map(Partition::name)
                    .toList())
        .containsExactlyInAnyOrder("dt=2", "dt=3");
    assertListed(tx -> tx.partitions().find(ref, List.of("dt=2", "dt=3"))).hasSize(2);
  }

  @Test
  void aRenamedBranchKeepsWhatItHas() {
    insert("b");
    insert("taken");
    write(tx -> tx.heads().advance(ref, Optional.empty(), HEAD));
    write(tx -> tx.partitions().add(ref, List.of(day("1")), ALICE));
    TableBranch next = new TableBranch(table.id(), new BranchName("next"));

    assertThat(done(tx -> tx.branches().rename(ref, new BranchName("taken"), BY_BOB))).isFalse();
    assertThat(done(tx -> tx.branches().rename(ref, next.name(), BY_BOB))).isTrue();
    assertThat(done(tx -> tx.branches().rename(ref, next.name(), BY_BOB))).isFalse();

    assertFound(tx -> tx.branches().find(ref)).isEmpty();
    assertFound(tx -> tx.heads().find(next)).contains(HEAD);
    assertListed(tx -> tx.partitions().find(next, List.of("dt=1"))).hasSize(1);
  }

  @Test
  void aDeletedBranchLeavesNothing() {
    insert("b");
    write(tx -> tx.heads().advance(ref, Optional.empty(), HEAD));
    write(tx -> tx.partitions().add(ref, List.of(day("1")), ALICE));

    assertThat(done(tx -> tx.branches().delete(ref))).isTrue();
    assertThat(done(tx -> tx.branches().delete(ref))).isFalse();

    assertFound(tx -> tx.branches().find(ref)).isEmpty();
    assertFound(tx -> tx.heads().find(ref)).isEmpty();
    assertListed(tx -> tx.partitions().find(ref, List.of("dt=1"))).isEmpty();
  }

  @Test
  void aDroppedTableTakesItsBranchesAlong() {
    insert("b");

    write(tx -> tx.tables().delete(table));

    assertListed(tx -> tx.branches().list(table.id())).isEmpty();
  }

  @Test
  void aForwardIsNotedUntilItEnds() {
    insert("b");
    assertFound(tx -> tx.branches().findForward(table.id())).isEmpty();

    write(tx -> tx.branches().beginForward(ref));
    assertFound(tx -> tx.branches().findForward(table.id())).contains(b);

    write(tx -> tx.branches().endForward(ref));
    assertFound(tx -> tx.branches().findForward(table.id())).isEmpty();
  }

  private void insert(String name) {
    TableBranch branch = new TableBranch(table.id(), new BranchName(name));
    write(tx -> tx.branches().insert(new Branch(branch, SCHEMA, Optional.empty(), ALICE)));
  }

  private static PartitionStatistics day(String day) {
    return new PartitionStatistics(Map.of("dt", day), 1, 1, 1, 1, 1);
  }
}
