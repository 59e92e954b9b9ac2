package dev.moraine.catalog;

import static dev.moraine.catalog.FunctionBuilder.aFunctionIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Sight;
import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link FunctionStore} does. */
public abstract class FunctionStoreContract extends StoreContract {
  private static final Provenance BY_BOB =
      ALICE.updated(new Principal("bob"), Instant.ofEpochMilli(2_000));
  private static final FunctionDescription BARE =
      new FunctionDescription(
          Optional.empty(), Optional.empty(), false, Map.of(), Optional.empty(), Map.of());

  private final Function function = aFunctionIn(db).build();

  @Test
  void aFunctionComesBackAsItWasInserted() {
    Function bare = aFunctionIn(db).named("bare").of(BARE).build();
    write(tx -> tx.functions().insert(function));
    write(tx -> tx.functions().insert(bare));

    assertFound(tx -> tx.functions().find(CATALOG, function.name())).contains(function);
    assertFound(tx -> tx.functions().find(CATALOG, bare.name())).contains(bare);
  }

  @Test
  void anotherCatalogDoesNotHaveIt() {
    write(tx -> tx.functions().insert(function));

    assertFound(tx -> tx.functions().find(new CatalogId("clg-2"), function.name())).isEmpty();
  }

  @Test
  void aNameIsTakenOnceInADatabase() {
    write(tx -> tx.functions().insert(function));
    Function again = aFunctionIn(db).withId("another").build();

    assertThat(done(tx -> tx.functions().insert(again))).isFalse();
    assertFound(tx -> tx.functions().find(CATALOG, function.name())).contains(function);
  }

  @Test
  void functionsAreListedByNameInPagesAndByPattern() {
    insert("b", "a", "a.b", "a_b");

    assertThat(names("%", page(2))).containsExactly("a", "a.b");
    assertThat(names("%", page(2, "a.b"))).containsExactly("a_b", "b");
    assertThat(names("%", page(2, "b"))).isEmpty();
    assertThat(names("a%", page(9))).containsExactly("a", "a.b", "a_b");
    assertThat(names("a_", page(9))).isEmpty();
  }

  @Test
  void aCatalogsFunctionsAreListedByFullName() {
    Database other = database("db-2");
    write(tx -> tx.databases().insert(other));
    insert("b", "a");
    write(tx -> tx.functions().insert(aFunctionIn(other).named("c").build()));

    assertThat(listAll("%", "%", page(2)))
        .containsExactly(new FunctionName("db-2", "c"), new FunctionName("db", "a"));
    assertThat(listAll("%", "%", page(2, "db.a"))).containsExactly(new FunctionName("db", "b"));
    assertThat(listAll("db", "%", page(9)))
        .containsExactly(new FunctionName("db", "a"), new FunctionName("db", "b"));
    assertThat(listAll("db%", "c", page(9))).containsExactly(new FunctionName("db-2", "c"));
  }

  @Test
  void aDescriptionMovesTheRowOnceFromEachVersion() {
    write(tx -> tx.functions().insert(function));

    assertThat(done(tx -> tx.functions().update(function, BARE, BY_BOB))).isTrue();
    assertThat(done(tx -> tx.functions().update(function, function.description(), BY_BOB)))
        .isFalse();

    Function moved = read(tx -> tx.functions().find(CATALOG, function.name())).orElseThrow();
    assertThat(moved.description()).isEqualTo(BARE);
    assertThat(moved.version()).isEqualTo(1);
    assertThat(moved.provenance()).isEqualTo(BY_BOB);
  }

  @Test
  void aFunctionIsDeletedOnce() {
    write(tx -> tx.functions().insert(function));

    assertThat(done(tx -> tx.functions().delete(function.id()))).isTrue();
    assertThat(done(tx -> tx.functions().delete(function.id()))).isFalse();
    assertFound(tx -> tx.functions().find(CATALOG, function.name())).isEmpty();
  }

  @Test
  void allFunctionsOfOneDatabaseAreDeleted() {
    Database other = database("other");
    write(tx -> tx.databases().insert(other));
    write(tx -> tx.functions().insert(aFunctionIn(other).build()));
    insert("a", "b");

    write(tx -> tx.functions().deleteAll(db.id()));

    assertThat(done(tx -> tx.functions().existAny(db.id()))).isFalse();
    assertThat(done(tx -> tx.functions().existAny(other.id()))).isTrue();
  }

  private void insert(String... names) {
    for (String name : names) {
      write(tx -> tx.functions().insert(aFunctionIn(db).named(name).build()));
    }
  }

  private List<String> names(String pattern, PageRequest page) {
    return read(tx -> tx.functions().list(db.id(), NamePattern.parse(pattern), page, Sight.OF_ALL))
        .stream()
        .map(each -> each.name().function())
        .toList();
  }

  private List<FunctionName> listAll(String databases, String functions, PageRequest page) {
    return read(
        tx ->
            tx.functions()
                .listAll(
                    CATALOG,
                    NamePattern.parse(databases),
                    NamePattern.parse(functions),
                    page,
                    Sight.OF_ALL));
  }
}
