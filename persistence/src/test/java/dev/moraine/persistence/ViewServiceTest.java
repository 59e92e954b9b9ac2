package dev.moraine.persistence;

import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.View;
import dev.moraine.catalog.ViewChange;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class ViewServiceTest {
  private static final Principal BOB = new Principal("bob");
  private static final ViewName V = new ViewName("db", "v");
  private static final ViewName NOWHERE = new ViewName("db9", "v");
  private static final ViewSchema SCHEMA =
      new ViewSchema(
          "[]",
          "SELECT 1",
          Map.of("spark", "SELECT 1L"),
          Optional.of("one"),
          Map.of("a", "1", "b", "2"));

  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;
  private CatalogId catalog;

  ViewServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
    catalog = lake.catalog.id();
  }

  @Test
  void aViewComesBackWithWhoMadeIt() {
    View created = create(V);

    assertThat(get(V)).isEqualTo(created);
    assertThat(created.schema()).isEqualTo(SCHEMA);
    assertThat(created.provenance().owner()).isEqualTo("alice");
  }

  @Test
  void aNameIsTakenOnce() {
    create(V);

    assertTaken(ResourceKind.VIEW, () -> create(V));
  }

  @Test
  void aViewDoesNotTakeATablesName() {
    ViewName ofTable = new ViewName("db", "t");
    create(V);

    assertTaken(ResourceKind.VIEW, () -> create(ofTable));
    assertTaken(ResourceKind.VIEW, () -> lake.views.rename(ALICE, catalog, V, ofTable));
    assertThat(get(V).name()).isEqualTo(V);
  }

  @Test
  void aTableDoesNotTakeAViewsName() {
    TableName ofView = new TableName("db", "v");
    create(V);

    assertTaken(ResourceKind.TABLE, () -> lake.tables.create(ALICE, catalog, ofView, "managed"));
    assertTaken(ResourceKind.TABLE, () -> lake.tables.rename(ALICE, catalog, T, ofView));
    assertThat(lake.find(ALICE, catalog, T)).isEqualTo(lake.table);
  }

  @Test
  void aTableWhoseNameAViewTookMeanwhileIsNotMade() {
    TableName ofView = new TableName("db", "v");
    lake.tableFiles.afterNextCreate(() -> create(V));

    assertTaken(ResourceKind.TABLE, () -> lake.tables.create(ALICE, catalog, ofView, "managed"));
  }

  @Test
  void aDroppedViewsNameIsFree() {
    create(V);

    lake.views.drop(ALICE, catalog, V);

    lake.tables.create(ALICE, catalog, new TableName("db", "v"), "managed");
    assertNotFound(ResourceKind.VIEW, () -> get(V));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "a/b", "v$snapshots", "v$branch_b", "a\u0007b"})
  void aNameThatATableCannotHaveIsRefusedButMayBeAskedFor(String name) {
    ViewName odd = new ViewName("db", name);
    create(V);

    assertThatThrownBy(() -> create(odd)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> lake.views.rename(ALICE, catalog, V, odd))
        .isInstanceOf(InvalidRequest.class);
    assertNotFound(ResourceKind.VIEW, () -> get(odd));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertNotFound(ResourceKind.DATABASE, () -> create(NOWHERE));
    assertNotFound(ResourceKind.DATABASE, () -> list("db9", PageRequest.first()));
    assertNotFound(ResourceKind.VIEW, () -> get(V));
    assertNotFound(ResourceKind.VIEW, () -> get(NOWHERE));
    assertNotFound(ResourceKind.VIEW, () -> alter(ALICE));
    assertNotFound(ResourceKind.VIEW, () -> lake.views.drop(ALICE, catalog, V));
    assertNotFound(ResourceKind.VIEW, () -> lake.views.rename(ALICE, catalog, V, NOWHERE));
    create(V);
    assertNotFound(ResourceKind.DATABASE, () -> lake.views.rename(ALICE, catalog, V, NOWHERE));
  }

  @Test
  void stepsAreTakenInTheirOrder() {
    create(V);

    View altered =
        alter(
            BOB,
            new ViewChange.SetOption("a", "3"),
            new ViewChange.RemoveOption("b"),
            new ViewChange.RemoveOption("none"),
            new ViewChange.UpdateComment(Optional.of("two")),
            new ViewChange.AddDialect("flink", "SELECT 2"),
            new ViewChange.UpdateDialect("flink", "SELECT 3"),
            new ViewChange.DropDialect("spark"));

    assertThat(altered.schema())
        .isEqualTo(
            new ViewSchema(
                "[]",
                "SELECT 1",
                Map.of("flink", "SELECT 3"),
                Optional.of("two"),
                Map.of("a", "3")));
    assertThat(get(V)).isEqualTo(altered);
  }

  @Test
  void aCommentIsTakenAway() {
    create(V);

    assertThat(alter(ALICE, new ViewChange.UpdateComment(Optional.empty())).schema().comment())
        .isEmpty();
  }

  @Test
  void whoChangedAViewIsKeptBesideWhoMadeIt() {
    create(V);

    View altered = alter(BOB, new ViewChange.SetOption("k", "v"));

    assertThat(altered.provenance().owner()).isEqualTo("alice");
    assertThat(altered.provenance().createdBy()).isEqualTo("alice");
    assertThat(altered.provenance().updatedBy()).isEqualTo("bob");
  }

  @Test
  void aDialectIsAddedOnceAndOnlyChangedWhereItIs() {
    create(V);

    assertTaken(ResourceKind.DIALECT, () -> alter(ALICE, new ViewChange.AddDialect("spark", "x")));
    assertNotFound(
        ResourceKind.DIALECT, () -> alter(ALICE, new ViewChange.UpdateDialect("flink", "x")));
    assertNotFound(ResourceKind.DIALECT, () -> alter(ALICE, new ViewChange.DropDialect("flink")));
  }

  @Test
  void oneRefusedStepLeavesTheViewAsItWas() {
    View before = create(V);

    assertThatThrownBy(
            () ->
                alter(BOB, new ViewChange.SetOption("a", "3"), new ViewChange.DropDialect("flink")))
        .isInstanceOf(NotFound.class);

    assertThat(get(V)).isEqualTo(before);
  }

  @Test
  void concurrentAlterationsAllStay() throws Exception {
    create(V);
    int writers = 4;
    int each = 10;
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String prefix = "w" + w + "-";
      work.add(
          () -> {
            for (int i = 0; i < each; i++) {
              alter(ALICE, new ViewChange.SetOption(prefix + i, "x"));
            }
            return true;
          });
    }

    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(get(V).schema().options()).hasSize(2 + writers * each);
  }

  @Test
  void aRenamedViewIsTheSameView() {
    View before = create(V);
    ViewName destination = new ViewName("other", "v2");
    lake.databases.create(ALICE, catalog, "other", Map.of());

    lake.views.rename(BOB, catalog, V, destination);

    View renamed = get(destination);
    assertThat(renamed.id()).isEqualTo(before.id());
    assertThat(renamed.schema()).isEqualTo(SCHEMA);
    assertThat(renamed.provenance().updatedBy()).isEqualTo("bob");
    assertNotFound(ResourceKind.VIEW, () -> get(V));
  }

  @Test
  void aViewIsNotRenamedOntoAnother() {
    ViewName other = new ViewName("db", "other");
    create(V);
    create(other);

    assertTaken(ResourceKind.VIEW, () -> lake.views.rename(ALICE, catalog, V, other));
  }

  @Test
  void pagesGoOnBehindTheLastName() {
    create(new ViewName("db", "a"));
    create(new ViewName("db", "b"));

    Page<View> page = list("db", new PageRequest(1, Optional.empty()));
    Page<ViewName> everywhere =
        lake.views.listAll(
            ALICE, catalog, NamePattern.ALL, NamePattern.ALL, new PageRequest(1, Optional.empty()));

    assertThat(page.nextToken()).contains("a");
    assertThat(everywhere.nextToken()).contains("db.a");
    assertThat(list("db", new PageRequest(1, page.nextToken())).items())
        .extracting(View::name)
        .containsExactly(new ViewName("db", "b"));
  }

  @Test
  void aDatabaseIsDroppedWithItsViews() {
    create(V);

    lake.databases.drop(ALICE, catalog, "db");
    lake.databases.create(ALICE, catalog, "db", Map.of());

    assertNotFound(ResourceKind.VIEW, () -> get(V));
  }

  @Test
  void aCatalogWithAViewIsNotDropped() {
    lake.databases.drop(ALICE, catalog, "db");
    create(new ViewName(CatalogService.DEFAULT_DATABASE, "v"));

    assertThatThrownBy(() -> lake.catalogs.drop(ALICE, "main")).isInstanceOf(Conflict.class);
  }

  private View create(ViewName name) {
    return lake.views.create(ALICE, catalog, name, SCHEMA);
  }

  private View get(ViewName name) {
    return lake.views.get(ALICE, catalog, name);
  }

  private View alter(Principal caller, ViewChange... changes) {
    return lake.views.alter(caller, catalog, V, List.of(changes));
  }

  private Page<View> list(String database, PageRequest page) {
    return lake.views.list(ALICE, catalog, database, NamePattern.ALL, page);
  }

  private static void assertTaken(ResourceKind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(AlreadyExists.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static void assertNotFound(ResourceKind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(NotFound.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
