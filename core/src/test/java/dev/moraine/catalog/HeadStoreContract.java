package dev.moraine.catalog;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link HeadStore} does. */
public abstract class HeadStoreContract extends StoreContract {
  private static final Head FIRST = new Head(aSnapshot(1).withUuid("u1").build(), 1, 2, 3, 4, 1);
  private static final Head SECOND = new Head(aSnapshot(2).build(), 5, 6, 7, 8, 2);

  private final Table table = TableBuilder.aTableIn(db).build();

  @BeforeEach
  void insertTable() {
    write(tx -> tx.tables().insert(table));
  }

  @Test
  void aTableWithoutSnapshotHasNoHead() {
    assertFound(tx -> tx.heads().find(table.ref())).isEmpty();
  }

  @Test
  void aHeadComesBackToTheLetter() {
    assertThat(advance(Optional.empty(), FIRST)).isTrue();
    assertFound(tx -> tx.heads().find(table.ref())).contains(FIRST);

    assertThat(advance(Optional.of(FIRST), SECOND)).isTrue();
    assertFound(tx -> tx.heads().find(table.ref())).contains(SECOND);
  }

  @Test
  void theFirstHeadIsSetOnce() {
    advance(Optional.empty(), FIRST);

    assertThat(advance(Optional.empty(), new Head(aSnapshot(1).build(), 9, 9, 9, 9, 1))).isFalse();
    assertFound(tx -> tx.heads().find(table.ref())).contains(FIRST);
  }

  @Test
  void aHeadThatMovedIsNotMovedFromWhereItWas() {
    advance(Optional.empty(), FIRST);
    advance(Optional.of(FIRST), SECOND);

    assertThat(advance(Optional.of(FIRST), new Head(aSnapshot(2).build(), 9, 9, 9, 9, 2)))
        .isFalse();
    assertFound(tx -> tx.heads().find(table.ref())).contains(SECOND);
  }

  @Test
  void aSnapshotIdThatCameAgainDoesNotPassForTheFormerOne() {
    advance(Optional.empty(), FIRST);
    advance(Optional.of(FIRST), SECOND);
    Head rolledBack = new Head(FIRST.snapshot(), 1, 2, 3, 4, 3);
    advance(Optional.of(SECOND), rolledBack);

    assertThat(advance(Optional.of(FIRST), SECOND)).isFalse();
    assertThat(advance(Optional.of(rolledBack), new Head(aSnapshot(2).build(), 1, 1, 1, 1, 4)))
        .isTrue();
  }

  @Test
  void aDroppedTableGetsNoHead() {
    write(tx -> tx.tables().delete(table));

    assertThat(advance(Optional.empty(), FIRST)).isFalse();
    assertThat(advance(Optional.of(FIRST), SECOND)).isFalse();
  }

  @Test
  void aTableInTheRecycleBinKeepsItsHeadAndGetsNoOther() {
    advance(Optional.empty(), FIRST);
    write(tx -> tx.droppedTables().insert(dropped(table, 1)));

    assertThat(advance(Optional.of(FIRST), SECOND)).isFalse();
    assertFound(tx -> tx.heads().find(table.ref())).contains(FIRST);
  }

  @Test
  void aTableInTheRecycleBinGetsNoFirstHead() {
    write(tx -> tx.droppedTables().insert(dropped(table, 1)));

    assertThat(advance(Optional.empty(), FIRST)).isFalse();
  }

  @Test
  void theStateOfATableTellsItsHeadAndWhatIsNotEnded() {
    assertFound(tx -> tx.heads().findState(table.ref()))
        .contains(new HeadStore.State(false, Optional.empty()));

    advance(Optional.empty(), FIRST);
    write(
        tx ->
            tx.tables()
                .beginReplacement(table.id(), new Replacement(table.schema(), Optional.empty())));

    assertFound(tx -> tx.heads().findState(table.ref()))
        .contains(new HeadStore.State(true, Optional.of(FIRST)));
  }

  @Test
  void aTableThatIsGoneHasNoState() {
    TableBranch branch = new TableBranch(table.id(), new BranchName("b"));
    assertFound(tx -> tx.heads().findState(branch)).isEmpty();

    write(tx -> tx.droppedTables().insert(dropped(table, 1)));

    assertFound(tx -> tx.heads().findState(table.ref())).isEmpty();
  }

  private boolean advance(Optional<Head> expected, Head next) {
    return ask(tx -> tx.heads().advance(table.ref(), expected, next));
  }
}
