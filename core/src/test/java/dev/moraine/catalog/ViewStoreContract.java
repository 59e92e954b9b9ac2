package dev.moraine.catalog;

import static dev.moraine.catalog.ViewBuilder.aViewIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Sight;
import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ViewStore} does. */
public abstract class ViewStoreContract extends StoreContract {
  private static final Provenance BY_BOB =
      ALICE.updated(new Principal("bob"), Instant.ofEpochMilli(2_000));

  private final View view = aViewIn(db).build();

  @Test
  void aViewComesBackAsItWasInserted() {
    View bare =
        aViewIn(db)
            .named("bare")
            .of(new ViewSchema("[]", "", Map.of(), Optional.empty(), Map.of()))
            .build();
    write(tx -> tx.views().insert(view));
    write(tx -> tx.views().insert(bare));

    assertFound(tx -> tx.views().find(CATALOG, view.name())).contains(view);
    assertFound(tx -> tx.views().find(CATALOG, bare.name())).contains(bare);
  }

  @Test
  void anotherCatalogDoesNotHaveIt() {
    write(tx -> tx.views().insert(view));

    assertFound(tx -> tx.views().find(new CatalogId("clg-2"), view.name())).isEmpty();
  }

  @Test
  void aNameIsTakenOnceInADatabase() {
    write(tx -> tx.views().insert(view));
    View again = aViewIn(db).withId("another").build();

    assertThat(done(tx -> tx.views().insert(again))).isFalse();
    assertFound(tx -> tx.views().find(CATALOG, view.name())).contains(view);
  }

  @Test
  void viewsAreListedByNameInPagesAndByPattern() {
    insert("b", "a", "ab", "a_b");

    assertThat(names("%", page(2))).containsExactly("a", "a_b");
    assertThat(names("%", page(2, "a_b"))).containsExactly("ab", "b");
    assertThat(names("%", page(2, "b"))).isEmpty();
    assertThat(names("a%", page(9))).containsExactly("a", "a_b", "ab");
    assertThat(names("a_", page(9))).isEmpty();
  }

  @Test
  void aCatalogsViewsAreListedByFullName() {
    Database other = database("db-2");
    write(tx -> tx.databases().insert(other));
    insert("b", "a");
    write(tx -> tx.views().insert(aViewIn(other).named("c").build()));

    assertThat(listAll("%", "%", page(2)))
        .containsExactly(new ViewName("db-2", "c"), new ViewName("db", "a"));
    assertThat(listAll("%", "%", page(2, "db.a"))).containsExactly(new ViewName("db", "b"));
    assertThat(listAll("db", "%", page(9)))
        .containsExactly(new ViewName("db", "a"), new ViewName("db", "b"));
    assertThat(listAll("db%", "c", page(9))).containsExactly(new ViewName("db-2", "c"));
  }

  @Test
  void aSchemaMovesTheRowOnceFromEachVersion() {
    write(tx -> tx.views().insert(view));
    ViewSchema next =
        new ViewSchema("[1]", "SELECT 2", Map.of("x", "y"), Optional.empty(), Map.of("k", "v"));

    assertThat(done(tx -> tx.views().update(view, next, BY_BOB))).isTrue();
    assertThat(done(tx -> tx.views().update(view, view.schema(), BY_BOB))).isFalse();

    View moved = read(tx -> tx.views().find(CATALOG, view.name())).orElseThrow();
    assertThat(moved.schema()).isEqualTo(next);
    assertThat(moved.version()).isEqualTo(1);
    assertThat(moved.provenance()).isEqualTo(BY_BOB);
  }

  @Test
  void aRenamedViewKeepsItsId() {
    Database other = database("other");
    write(tx -> tx.databases().insert(other));
    write(tx -> tx.views().insert(view));
    ViewName destination = new ViewName("other", "v2");

    assertThat(done(tx -> tx.views().rename(view, other.id(), destination, BY_BOB))).isTrue();

    View renamed = read(tx -> tx.views().find(CATALOG, destination)).orElseThrow();
    assertThat(renamed.id()).isEqualTo(view.id());
    assertThat(renamed.schema()).isEqualTo(view.schema());
    assertThat(renamed.provenance()).isEqualTo(BY_BOB);
    assertFound(tx -> tx.views().find(CATALOG, view.name())).isEmpty();
  }

  @Test
  void aViewThatChangedIsNotRenamed() {
    write(tx -> tx.views().insert(view));
    write(tx -> tx.views().update(view, view.schema(), BY_BOB));

    assertThat(done(tx -> tx.views().rename(view, db.id(), new ViewName("db", "x"), BY_BOB)))
        .isFalse();
    assertFound(tx -> tx.views().find(CATALOG, view.name())).isPresent();
  }

  @Test
  void aViewIsNotRenamedOntoAnother() {
    write(tx -> tx.views().insert(view));
    insert("taken");

    assertThat(done(tx -> tx.views().rename(view, db.id(), new ViewName("db", "taken"), BY_BOB)))
        .isFalse();
    assertFound(tx -> tx.views().find(CATALOG, view.name())).isPresent();
  }

  @Test
  void aViewIsDeletedOnce() {
    write(tx -> tx.views().insert(view));

    assertThat(done(tx -> tx.views().delete(view))).isTrue();
    assertThat(done(tx -> tx.views().delete(view))).isFalse();
    assertFound(tx -> tx.views().find(CATALOG, view.name())).isEmpty();
  }

  @Test
  void allViewsOfOneDatabaseAreDeleted() {
    Database other = database("other");
    View elsewhere = aViewIn(other).build();
    write(tx -> tx.databases().insert(other));
    write(tx -> tx.views().insert(elsewhere));
    insert("a", "b");

    write(tx -> tx.views().deleteAll(db.id()));

    assertThat(done(tx -> tx.views().existAny(db.id()))).isFalse();
    assertThat(done(tx -> tx.views().existAny(other.id()))).isTrue();
  }

  private void insert(String... names) {
    for (String name : names) {
      write(tx -> tx.views().insert(aViewIn(db).named(name).build()));
    }
  }

  private List<String> names(String pattern, PageRequest page) {
    return read(tx -> tx.views().list(db.id(), NamePattern.parse(pattern), page, Sight.OF_ALL))
        .stream()
        .map(each -> each.name().view())
        .toList();
  }

  private List<ViewName> listAll(String databases, String views, PageRequest page) {
    return read(
        tx ->
            tx.views()
                .listAll(
                    CATALOG,
                    NamePattern.parse(databases),
                    NamePattern.parse(views),
                    page,
                    Sight.OF_ALL));
  }
}
