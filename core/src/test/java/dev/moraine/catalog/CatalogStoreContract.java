package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.access.Sight;
import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link CatalogStore}, {@link DatabaseStore} and {@link Transactions} does. */
public abstract class CatalogStoreContract extends StoreContract {
  @Test
  void aCatalogComesBackAsItWasInserted() {
    Catalog inserted = catalog("clg-2", "Zweiter Katalog ü");

    write(tx -> tx.catalogs().insert(inserted));

    assertFound(tx -> tx.catalogs().find(inserted.id())).contains(inserted);
    assertFound(tx -> tx.catalogs().findByName("Zweiter Katalog ü")).contains(inserted);
  }

  @Test
  void aCatalogsNameIsTakenOnce() {
    assertThat(done(tx -> tx.catalogs().insert(catalog("clg-2", "main")))).isFalse();
    assertFound(tx -> tx.catalogs().find(new CatalogId("clg-2"))).isEmpty();
  }

  @Test
  void namesDifferByCase() {
    assertThat(done(tx -> tx.catalogs().insert(catalog("clg-2", "MAIN")))).isTrue();
    assertThat(done(tx -> tx.databases().insert(database("DB")))).isTrue();
  }

  @Test
  void catalogsAreListedByNameInPages() {
    write(tx -> tx.catalogs().insert(catalog("clg-3", "c")));
    write(tx -> tx.catalogs().insert(catalog("clg-2", "b")));

    assertListed(tx -> tx.catalogs().list(NamePattern.ALL, page(2), Sight.OF_ALL))
        .extracting(Catalog::name)
        .containsExactly("b", "c");
    assertListed(tx -> tx.catalogs().list(NamePattern.ALL, page(2, "c"), Sight.OF_ALL))
        .extracting(Catalog::name)
        .containsExactly("main");
    assertListed(tx -> tx.catalogs().list(NamePattern.parse("m%"), page(2), Sight.OF_ALL))
        .extracting(Catalog::name)
        .containsExactly("main");
  }

  @Test
  void anAlteredCatalogHasOtherOptionsAndAnotherLastChange() {
    Catalog before = read(tx -> tx.catalogs().find(CATALOG)).orElseThrow();
    Catalog altered =
        new Catalog(
            CATALOG,
            before.name(),
            before.location(),
            Map.of("new", "1"),
            ALICE.updated(new Principal("bob"), Instant.ofEpochMilli(2_000)));

    write(tx -> tx.catalogs().update(altered));

    assertFound(tx -> tx.catalogs().find(CATALOG)).contains(altered);
  }

  @Test
  void aDeletedCatalogIsGone() {
    write(tx -> tx.catalogs().insert(catalog("clg-2", "b")));

    assertThat(done(tx -> tx.catalogs().delete(new CatalogId("clg-2")))).isTrue();
    assertThat(done(tx -> tx.catalogs().delete(new CatalogId("clg-2")))).isFalse();
    assertFound(tx -> tx.catalogs().findByName("b")).isEmpty();
  }

  @Test
  void aDatabaseComesBackAsItWasInserted() {
    assertFound(tx -> tx.databases().find(CATALOG, "db")).contains(db);
    assertFound(tx -> tx.databases().find(new CatalogId("clg-2"), "db")).isEmpty();
  }

  @Test
  void aDatabasesNameIsTakenOnceInACatalog() {
    assertThat(done(tx -> tx.databases().insert(db))).isFalse();
  }

  @Test
  void anUpdateReplacesOptionsAndTheLastChange() {
    Database changed =
        new Database(
            db.id(),
            CATALOG,
            "db",
            Map.of("new", "1"),
            ALICE.updated(new Principal("bob"), Instant.ofEpochMilli(2_000)));

    write(tx -> tx.databases().update(changed));

    assertFound(tx -> tx.databases().find(CATALOG, "db")).contains(changed);
  }

  @Test
  void databasesAreListedByNameInPagesAndByPattern() {
    for (String name : new String[] {"da", "dc", "e", "d", "DB", "d%"}) {
      write(tx -> tx.databases().insert(database(name)));
    }

    assertListed(tx -> tx.databases().listNames(CATALOG, NamePattern.ALL, page(10), Sight.OF_ALL))
        .containsExactly("DB", "d", "d%", "da", "db", "dc", "e");
    assertListed(
            tx -> tx.databases().listNames(CATALOG, NamePattern.parse("d%"), page(3), Sight.OF_ALL))
        .containsExactly("d", "d%", "da");
    assertListed(
            tx ->
                tx.databases()
                    .listNames(CATALOG, NamePattern.parse("d%"), page(3, "da"), Sight.OF_ALL))
        .containsExactly("db", "dc");
    assertListed(
            tx -> tx.databases().listNames(CATALOG, NamePattern.parse("d"), page(9), Sight.OF_ALL))
        .containsExactly("d");
    assertListed(
            tx ->
                tx.databases().listNames(CATALOG, NamePattern.parse("d\\%"), page(9), Sight.OF_ALL))
        .containsExactly("d%");
  }

  @Test
  void aDatabaseWithTablesDoesNotGo() {
    write(tx -> tx.tables().insert(TableBuilder.aTableIn(db).build()));

    assertThatThrownBy(() -> ask(tx -> tx.databases().delete(db.id())))
        .isInstanceOf(RuntimeException.class);
    assertFound(tx -> tx.databases().find(CATALOG, "db")).isPresent();
  }

  @Test
  void aDatabaseWhoseTablesAreAllInTheRecycleBinGoes() {
    Table table = TableBuilder.aTableIn(db).build();
    write(tx -> tx.tables().insert(table));
    write(tx -> tx.droppedTables().insert(dropped(table, 1)));

    assertThat(done(tx -> tx.databases().delete(db.id()))).isTrue();
    assertFound(tx -> tx.droppedTables().find(CATALOG, table.id())).isPresent();
  }

  @Test
  void aCatalogWithDatabasesDoesNotGo() {
    assertThatThrownBy(() -> ask(tx -> tx.catalogs().delete(CATALOG)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void anExceptionRollsEverythingBack() {
    assertThatThrownBy(
            () ->
                write(
                    tx -> {
                      tx.databases().insert(database("other"));
                      tx.databases().delete(db.id());
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");

    assertListed(tx -> tx.databases().listNames(CATALOG, NamePattern.ALL, page(10), Sight.OF_ALL))
        .containsExactly("db");
  }

  @Test
  void aWriteSeesItsOwnChanges() {
    boolean seen =
        ask(
            tx -> {
              tx.databases().insert(database("other"));
              return tx.databases().find(CATALOG, "other").isPresent();
            });

    assertThat(seen).isTrue();
  }
}
