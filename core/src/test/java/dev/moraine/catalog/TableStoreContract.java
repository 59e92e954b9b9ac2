package dev.moraine.catalog;

import static dev.moraine.catalog.TableBuilder.aTableIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Sight;
import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link TableStore} does. */
public abstract class TableStoreContract extends StoreContract {
  private static final TableFilter ALL = new TableFilter(NamePattern.ALL, Optional.empty());
  private static final Provenance BY_BOB =
      ALICE.updated(new Principal("bob"), Instant.ofEpochMilli(2_000));

  private final Table table = aTableIn(db).build();

  @Test
  void aTableComesBackAsItWasInserted() {
    write(tx -> tx.tables().insert(table));

    assertFound(tx -> tx.tables().find(CATALOG, table.name())).contains(table);
    assertFound(tx -> tx.tables().find(CATALOG, table.ref())).contains(table);
  }

  @Test
  void everyKindComesBack() {
    for (TableKind kind : TableKind.values()) {
      Table each = aTableIn(db).named(kind.optionValue()).ofKind(kind).foreign().build();

      write(tx -> tx.tables().insert(each));

      assertFound(tx -> tx.tables().find(CATALOG, each.ref())).contains(each);
    }
  }

  @Test
  void anotherCatalogDoesNotHaveIt() {
    write(tx -> tx.tables().insert(table));
    CatalogId other = new CatalogId("clg-2");

    assertFound(tx -> tx.tables().find(other, table.name())).isEmpty();
    assertFound(tx -> tx.tables().find(other, table.ref())).isEmpty();
  }

  @Test
  void aNameIsTakenOnceInADatabase() {
    write(tx -> tx.tables().insert(table));
    Table again =
        new Table(
            new TableId("another"),
            CATALOG,
            db.id(),
            table.name(),
            table.kind(),
            table.location(),
            false,
            table.schema(),
            ALICE,
            0);

    assertThat(done(tx -> tx.tables().insert(again))).isFalse();
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).contains(table);
  }

  @Test
  void tablesAreListedByNameInPagesByPatternAndByKind() {
    insert("b", TableKind.PAIMON);
    insert("a", TableKind.FORMAT);
    insert("ab", TableKind.PAIMON);
    insert("a_b", TableKind.PAIMON);
    TableFilter aOnly = new TableFilter(NamePattern.parse("a%"), Optional.empty());
    TableFilter format = new TableFilter(NamePattern.ALL, Optional.of(TableKind.FORMAT));

    assertThat(names(ALL, page(2))).containsExactly("a", "a_b");
    assertThat(names(ALL, page(2, "a_b"))).containsExactly("ab", "b");
    assertThat(names(ALL, page(2, "b"))).isEmpty();
    assertThat(names(aOnly, page(9))).containsExactly("a", "a_b", "ab");
    assertThat(names(aOnly, page(1, "a"))).containsExactly("a_b");
    assertThat(names(aOnly, page(9, "B"))).containsExactly("a", "a_b", "ab");
    assertThat(names(aOnly, page(9, "b"))).isEmpty();
    assertThat(names(format, page(9))).containsExactly("a");
  }

  @Test
  void foreignFoldersAreThoseOfTablesWithSnapshots() {
    insert("managed", TableKind.PAIMON);
    Table foreign = aTableIn(db).named("foreign").foreign().build();
    write(tx -> tx.tables().insert(foreign));
    write(
        tx ->
            tx.tables()
                .insert(aTableIn(db).named("csv").foreign().ofKind(TableKind.FORMAT).build()));

    List<StorageLocation> folders = read(tx -> tx.tables().foreignFolders());
    assertThat(folders).containsExactly(foreign.location());
  }

  @Test
  void aCatalogsTablesAreListedByFullName() {
    Database other = database("db-2");
    write(tx -> tx.databases().insert(other));
    insert("b", TableKind.PAIMON);
    insert("a", TableKind.PAIMON);
    write(tx -> tx.tables().insert(aTableIn(other).named("c").build()));

    assertThat(listAll("%", "%", page(2)))
        .containsExactly(new TableName("db-2", "c"), new TableName("db", "a"));
    assertThat(listAll("%", "%", page(2, "db.a"))).containsExactly(new TableName("db", "b"));
    assertThat(listAll("db", "%", page(9)))
        .containsExactly(new TableName("db", "a"), new TableName("db", "b"));
    assertThat(listAll("db%", "c", page(9))).containsExactly(new TableName("db-2", "c"));
  }

  @Test
  void databasesWithDotsInTheirNamesTakeTurnsInAListingByFullName() {
    Database dotted = database("db.b");
    write(tx -> tx.databases().insert(dotted));
    write(tx -> tx.databases().insert(database("db.empty")));
    for (String name : List.of("a", "b.b", "c")) {
      insert(name, TableKind.PAIMON);
    }
    for (String name : List.of("a", "c")) {
      write(tx -> tx.tables().insert(aTableIn(dotted).named(name).build()));
    }

    List<TableName> inOrder =
        List.of(
            new TableName("db", "a"),
            new TableName("db.b", "a"),
            new TableName("db", "b.b"),
            new TableName("db.b", "c"),
            new TableName("db", "c"));
    assertThat(listAll("%", "%", page(9))).isEqualTo(inOrder);
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(listAll("%", "%", page(1, inOrder.get(i - 1).toString())))
          .containsExactly(inOrder.get(i));
    }
  }

  @Test
  void aSchemaMovesTheRowOnceFromEachVersion() {
    write(tx -> tx.tables().insert(table));
    TableSchema next = new TableSchema(1, "{\"fields\":[1]}", "{\"id\":1}", false);

    assertThat(done(tx -> tx.tables().updateSchema(table, next, BY_BOB))).isTrue();
    assertThat(done(tx -> tx.tables().updateSchema(table, next, BY_BOB))).isFalse();

    Table moved = read(tx -> tx.tables().find(CATALOG, table.ref())).orElseThrow();
    assertThat(moved.schema()).isEqualTo(next);
    assertThat(moved.version()).isEqualTo(1);
    assertThat(moved.provenance()).isEqualTo(BY_BOB);
  }

  @Test
  void aReplacementIsNotedUntilItEnds() {
    write(tx -> tx.tables().insert(table));
    Replacement replacement =
        new Replacement(new TableSchema(1, "{\"ü\":1}", "{\"id\":1}", true), Optional.of("{}"));
    assertFound(tx -> tx.tables().findReplacement(table.id())).isEmpty();

    write(tx -> tx.tables().beginReplacement(table.id(), replacement));
    assertFound(tx -> tx.tables().findReplacement(table.id())).contains(replacement);

    write(tx -> tx.tables().endReplacement(table.id()));
    assertFound(tx -> tx.tables().findReplacement(table.id())).isEmpty();
  }

  @Test
  void aReplacementOfATableWithoutSnapshotHasNone() {
    write(tx -> tx.tables().insert(table));
    Replacement replacement = new Replacement(table.schema(), Optional.empty());

    write(tx -> tx.tables().beginReplacement(table.id(), replacement));

    assertFound(tx -> tx.tables().findReplacement(table.id())).contains(replacement);
  }

  @Test
  void aRenamedTableKeepsItsIdAndFolder() {
    Database other = database("other");
    write(tx -> tx.databases().insert(other));
    write(tx -> tx.tables().insert(table));
    TableName destination = new TableName("other", "t2");

    assertThat(done(tx -> tx.tables().rename(table, other.id(), destination, BY_BOB))).isTrue();

    Table renamed = read(tx -> tx.tables().find(CATALOG, destination)).orElseThrow();
    assertThat(renamed.id()).isEqualTo(table.id());
    assertThat(renamed.location()).isEqualTo(table.location());
    assertThat(renamed.provenance()).isEqualTo(BY_BOB);
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).isEmpty();
  }

  @Test
  void aTableThatChangedIsNotRenamed() {
    write(tx -> tx.tables().insert(table));
    write(tx -> tx.tables().updateSchema(table, table.schema(), BY_BOB));

    assertThat(done(tx -> tx.tables().rename(table, db.id(), new TableName("db", "x"), BY_BOB)))
        .isFalse();
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).isPresent();
  }

  @Test
  void aTableIsNotRenamedOntoAnother() {
    write(tx -> tx.tables().insert(table));
    insert("taken", TableKind.PAIMON);

    assertThat(done(tx -> tx.tables().rename(table, db.id(), new TableName("db", "taken"), BY_BOB)))
        .isFalse();
    assertFound(tx -> tx.tables().find(CATALOG, table.name())).isPresent();
  }

  @Test
  void aDroppedTableTakesItsHeadAndPartitionsAlong() {
    write(tx -> tx.tables().insert(table));
    write(
        tx -> {
          tx.heads()
              .advance(
                  table.ref(),
                  Optional.empty(),
                  new Head(SnapshotBuilder.aSnapshot(1).build(), 1, 1, 1, 1, 1));
          tx.partitions()
              .add(
                  table.ref(),
                  List.of(new PartitionStatistics(Map.of("dt", "1"), 1, 1, 1, 1, 1)),
                  ALICE);
        });

    assertThat(done(tx -> tx.tables().delete(table))).isTrue();
    assertThat(done(tx -> tx.tables().delete(table))).isFalse();

    assertFound(tx -> tx.tables().find(CATALOG, table.ref())).isEmpty();
    assertThat(done(tx -> tx.tables().existAny(db.id()))).isFalse();
    assertFound(tx -> tx.heads().find(table.ref())).isEmpty();
    assertListed(tx -> tx.partitions().find(table.ref(), List.of("dt=1"))).isEmpty();
  }

  @Test
  void onlyAManagedTablesFolderIsNotedToGo() {
    Table foreign = aTableIn(db).named("f").foreign().build();
    write(tx -> tx.tables().insert(table));
    write(tx -> tx.tables().insert(foreign));

    write(tx -> tx.tables().delete(table));
    write(tx -> tx.tables().delete(foreign));

    assertListed(tx -> tx.tables().foldersToDelete()).containsExactly(table.location());
    write(tx -> tx.tables().folderDeleted(table.location()));
    assertListed(tx -> tx.tables().foldersToDelete()).isEmpty();
  }

  private void insert(String name, TableKind kind) {
    write(tx -> tx.tables().insert(aTableIn(db).named(name).ofKind(kind).build()));
  }

  private List<String> names(TableFilter filter, PageRequest page) {
    return read(tx -> tx.tables().list(db.id(), filter, page, Sight.OF_ALL)).stream()
        .map(each -> each.name().table())
        .toList();
  }

  private List<TableName> listAll(String databases, String tables, PageRequest page) {
    return read(
        tx ->
            tx.tables()
                .listAll(
                    CATALOG,
                    NamePattern.parse(databases),
                    NamePattern.parse(tables),
                    page,
                    Sight.OF_ALL));
  }
}
