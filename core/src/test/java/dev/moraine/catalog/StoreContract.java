package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.OptionalAssert;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of the stores share: a catalog with the databases {@code db} and others. */
public abstract class StoreContract {
  protected static final Provenance ALICE =
      Provenance.of(new Principal("alice"), Instant.ofEpochMilli(1_000));
  protected static final CatalogId CATALOG = new CatalogId("clg-paimon-0000000000000001");

  protected final Database db = database("db");

  /** A fresh, empty database for each test. */
  protected abstract Transactions transactions();

  @BeforeEach
  void insertCatalogAndDatabase() {
    write(
        tx -> {
          tx.catalogs().insert(catalog(CATALOG.value(), "main"));
          tx.databases().insert(db);
        });
  }

  protected static Catalog catalog(String id, String name) {
    return new Catalog(
        new CatalogId(id),
        name,
        new StorageLocation("file:/warehouse/" + name),
        Map.of("comment", "ü"),
        ALICE);
  }

  protected static Database database(String name) {
    return new Database(
        new DatabaseId("id-" + name), CATALOG, name, Map.of("k", "v ü", "a", ""), ALICE);
  }

  /** The table as it lies in the recycle bin. */
  protected static DroppedTable dropped(Table table, long expiresAtMs) {
    return new DroppedTable(
        table.id(),
        table.catalogId(),
        table.name(),
        table.kind(),
        table.location(),
        Instant.ofEpochMilli(1),
        "bob",
        Instant.ofEpochMilli(expiresAtMs));
  }

  protected static PageRequest page(int maxResults) {
    return new PageRequest(maxResults, Optional.empty());
  }

  protected static PageRequest page(int maxResults, String after) {
    return new PageRequest(maxResults, Optional.of(after));
  }

  protected <T> T read(Function<Transaction, T> work) {
    return transactions().read(work);
  }

  protected <T> T ask(Function<Transaction, T> work) {
    return transactions().write(work);
  }

  protected boolean done(Predicate<Transaction> work) {
    return transactions().write(work::test);
  }

  protected <E> OptionalAssert<E> assertFound(Function<Transaction, Optional<E>> work) {
    return Assertions.assertThat(read(work));
  }

  protected <E> ListAssert<E> assertListed(Function<Transaction, List<E>> work) {
    return Assertions.assertThat(read(work));
  }

  protected void write(Consumer<Transaction> work) {
    ask(
        tx -> {
          work.accept(tx);
          return Optional.empty();
        });
  }
}
