package dev.moraine.catalog;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.catalog.TableBuilder.aTableIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Sight;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DroppedTableStore} does, and what {@link TableStore} then no longer sees. */
public abstract class DroppedTableStoreContract extends StoreContract {
  private static final Instant NOW = Instant.ofEpochMilli(3_000);
  private static final TableFilter ALL = new TableFilter(NamePattern.ALL, Optional.empty());

  private final Table table = aTableIn(db).build();
  private final DroppedTable dropped = dropped(table, 2_000);

  @BeforeEach
  void dropATable() {
    write(tx -> tx.tables().insert(table));
    write(tx -> tx.droppedTables().insert(dropped));
  }

  @Test
  void aDroppedTableComesBackAsItWasInserted() {
    assertFound(tx -> tx.droppedTables().find(CATALOG, table.id())).contains(dropped);
    assertFound(tx -> tx.droppedTables().find(new CatalogId("clg-2"), table.id())).isEmpty();
  }

  @Test
  void aTableIsDroppedOnce() {
    assertThat(done(tx -> tx.droppedTables().insert(dropped))).isFalse();
  }

  @Test
  void noNameOrIdFindsADroppedTable() {
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).isEmpty();
    assertFound(tx -> tx.tables().find(CATALOG, table.ref())).isEmpty();
  }

  @Test
  void noListHasADroppedTable() {
    assertListed(tx -> tx.tables().list(db.id(), ALL, page(9), Sight.OF_ALL)).isEmpty();
    assertListed(
            tx ->
                tx.tables()
                    .listAll(CATALOG, NamePattern.ALL, NamePattern.ALL, page(9), Sight.OF_ALL))
        .isEmpty();
    assertThat(done(tx -> tx.tables().existAny(db.id()))).isFalse();
  }

  @Test
  void nothingChangesADroppedTable() {
    TableName other = new TableName("db", "other");

    assertThat(done(tx -> tx.tables().updateSchema(table, table.schema(), ALICE))).isFalse();
    assertThat(done(tx -> tx.tables().rename(table, db.id(), other, ALICE))).isFalse();
    assertThat(done(tx -> tx.tables().delete(table))).isFalse();
    assertFound(tx -> tx.droppedTables().find(CATALOG, table.id())).contains(dropped);
  }

  @Test
  void theNameOfADroppedTableIsFree() {
    Table second = withId("second");
    Table third = aTableIn(db).named("third").build();

    assertThat(done(tx -> tx.tables().insert(second))).isTrue();
    write(tx -> tx.tables().delete(second));
    write(tx -> tx.tables().insert(third));
    assertThat(done(tx -> tx.tables().rename(third, db.id(), table.name(), ALICE))).isTrue();
  }

  @Test
  void twoDroppedTablesMayHaveHadTheSameName() {
    Table second = withId("second");
    write(tx -> tx.tables().insert(second));

    assertThat(done(tx -> tx.droppedTables().insert(dropped(second, 2_000)))).isTrue();
    assertListed(tx -> tx.droppedTables().list(CATALOG, page(9)))
        .extracting(DroppedTable::id)
        .containsExactly(table.id(), second.id());
  }

  @Test
  void droppedTablesAreListedByNameInPages() {
    for (String name : new String[] {"c", "a", "b"}) {
      drop(aTableIn(db).named(name).build(), 9_000);
    }

    assertListed(tx -> tx.droppedTables().list(CATALOG, page(2)))
        .extracting(each -> each.name().table())
        .containsExactly("a", "b");
    assertListed(tx -> tx.droppedTables().list(CATALOG, page(9, "db.b/id-db-b")))
        .extracting(each -> each.name().table())
        .containsExactly("c", "t");
    assertListed(tx -> tx.droppedTables().list(new CatalogId("clg-2"), page(9))).isEmpty();
  }

  @Test
  void tablesWhoseTimeIsOverAreListedOldestFirst() {
    drop(aTableIn(db).named("now").build(), 3_000);
    drop(aTableIn(db).named("first").build(), 1_000);
    drop(aTableIn(db).named("later").build(), 3_001);

    assertListed(tx -> tx.droppedTables().listExpired(NOW, 9))
        .extracting(each -> each.name().table())
        .containsExactly("first", "t", "now");
    assertListed(tx -> tx.droppedTables().listExpired(NOW, 1)).hasSize(1);
  }

  @Test
  void aRestoredTableIsTheTableThatItWas() {
    Database other = database("other");
    Table full = aTableIn(db).named("full").build();
    Head head = new Head(aSnapshot(1).build(), 1, 1, 1, 1, 1);
    write(tx -> tx.databases().insert(other));
    write(tx -> tx.tables().insert(full));
    write(tx -> tx.heads().advance(full.ref(), Optional.empty(), head));
    write(
        tx ->
            tx.partitions()
                .add(
                    full.ref(),
                    List.of(new PartitionStatistics(Map.of("dt", "1"), 1, 1, 1, 1, 1)),
                    ALICE));
    write(tx -> tx.droppedTables().insert(dropped(full, 2_000)));

    assertThat(restore(full.id(), other, "again")).isTrue();

    Table restored =
        read(tx -> tx.tables().find(CATALOG, new TableName("other", "again"))).orElseThrow();
    assertThat(restored.id()).isEqualTo(full.id());
    assertThat(restored.location()).isEqualTo(full.location());
    assertThat(restored.schema()).isEqualTo(full.schema());
    assertThat(restored.provenance().owner()).isEqualTo("alice");
    assertThat(restored.provenance().updatedBy()).isEqualTo("carol");
    assertThat(restored.provenance().updatedAt()).isEqualTo(NOW);
    assertFound(tx -> tx.heads().find(full.ref())).contains(head);
    assertListed(tx -> tx.partitions().find(full.ref(), List.of("dt=1"))).hasSize(1);
    assertFound(tx -> tx.droppedTables().find(CATALOG, full.id())).isEmpty();
  }

  @Test
  void aTableIsNotRestoredOntoAnother() {
    write(tx -> tx.tables().insert(withId("second")));

    assertThat(restore(table.id(), db, "t")).isFalse();
    assertFound(tx -> tx.droppedTables().find(CATALOG, table.id())).contains(dropped);
  }

  @Test
  void whoRestoresFirstLeavesNothingToRestoreOrDelete() {
    assertThat(restore(table.id(), db, "t")).isTrue();

    assertThat(restore(table.id(), db, "t2")).isFalse();
    assertThat(done(tx -> tx.droppedTables().delete(dropped))).isFalse();
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).isPresent();
    assertListed(tx -> tx.tables().foldersToDelete()).isEmpty();
  }

  @Test
  void whoDeletesFirstLeavesNothingToRestoreOrDelete() {
    assertThat(done(tx -> tx.droppedTables().delete(dropped))).isTrue();

    assertThat(done(tx -> tx.droppedTables().delete(dropped))).isFalse();
    assertThat(restore(table.id(), db, "t")).isFalse();
    assertFound(tx -> tx.droppedTables().find(CATALOG, table.id())).isEmpty();
    assertListed(tx -> tx.tables().foldersToDelete()).containsExactly(table.location());
  }

  private boolean restore(TableId id, Database database, String name) {
    return done(tx -> tx.droppedTables().restore(id, database.id(), name, "carol", NOW));
  }

  private void drop(Table each, long expiresAtMs) {
    write(tx -> tx.tables().insert(each));
    write(tx -> tx.droppedTables().insert(dropped(each, expiresAtMs)));
  }

  private Table withId(String id) {
    return new Table(
        new TableId(id),
        CATALOG,
        db.id(),
        table.name(),
        table.kind(),
        new StorageLocation("file:/warehouse/" + id),
        false,
        table.schema(),
        ALICE,
        0);
  }
}
