package dev.moraine.persistence;

import static dev.moraine.persistence.Lake.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.Function;
import dev.moraine.catalog.FunctionChange;
import dev.moraine.catalog.FunctionDescription;
import dev.moraine.catalog.FunctionName;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
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
class FunctionServiceTest {
  private static final Principal BOB = new Principal("bob");
  private static final FunctionName F = new FunctionName("db", "f");
  private static final FunctionDescription DESCRIPTION =
      new FunctionDescription(
          Optional.of("[]"),
          Optional.empty(),
          true,
          Map.of("spark", "{\"type\":\"sql\"}"),
          Optional.of("one"),
          Map.of("a", "1", "b", "2"));

  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;
  private CatalogId catalog;

  FunctionServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
    catalog = lake.catalog.id();
  }

  @Test
  void aFunctionComesBackWithWhoMadeIt() {
    Function created = create("f");

    assertThat(get("f")).isEqualTo(created);
    assertThat(created.description()).isEqualTo(DESCRIPTION);
    assertThat(created.provenance().owner()).isEqualTo("alice");
  }

  @Test
  void aNameIsTakenOnceAndNotByATable() {
    create("t");

    assertTaken(ResourceKind.FUNCTION, () -> create("t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a1_", "a-b_c.1", "1a", "..a"})
  void namesWithALetterAreValid(String name) {
    assertThat(create(name).name().function()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "1", "-", "_-", ".", "..", "a b", "a/b", "a$b", "ä", "a\n", "a*"})
  void otherNamesAreRefusedButMayBeAskedFor(String name) {
    assertThatThrownBy(() -> create(name)).isInstanceOf(InvalidRequest.class);
    assertNotFound(ResourceKind.FUNCTION, () -> get(name));
  }

  @Test
  void aNameHasAtMost255Characters() {
    create("f".repeat(255));

    assertThatThrownBy(() -> create("f".repeat(256))).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void whatIsMissingIsNamed() {
    FunctionName nowhere = new FunctionName("db9", "f");

    assertNotFound(
        ResourceKind.DATABASE, () -> lake.functions.create(ALICE, catalog, nowhere, DESCRIPTION));
    assertNotFound(ResourceKind.DATABASE, () -> list("db9", PageRequest.first()));
    assertNotFound(ResourceKind.FUNCTION, () -> lake.functions.get(ALICE, catalog, nowhere));
    assertNotFound(ResourceKind.FUNCTION, () -> alter(ALICE));
    assertNotFound(ResourceKind.FUNCTION, () -> lake.functions.drop(ALICE, catalog, F));
  }

  @Test
  void stepsAreTakenInTheirOrder() {
    create("f");

    Function altered =
        alter(
            BOB,
            new FunctionChange.SetOption("a", "3"),
            new FunctionChange.RemoveOption("b"),
            new FunctionChange.RemoveOption("none"),
            new FunctionChange.UpdateComment(Optional.of("two")),
            new FunctionChange.AddDefinition("flink", "{\"type\":\"file\"}"),
            new FunctionChange.UpdateDefinition("flink", "{\"type\":\"lambda\"}"),
            new FunctionChange.DropDefinition("spark"));

    assertThat(altered.description())
        .isEqualTo(
            new FunctionDescription(
                Optional.of("[]"),
                Optional.empty(),
                true,
                Map.of("flink", "{\"type\":\"lambda\"}"),
                Optional.of("two"),
                Map.of("a", "3")));
    assertThat(get("f")).isEqualTo(altered);
  }

  @Test
  void whoChangedAFunctionIsKeptBesideWhoMadeIt() {
    create("f");

    Function altered = alter(BOB, new FunctionChange.UpdateComment(Optional.empty()));

    assertThat(altered.description().comment()).isEmpty();
    assertThat(altered.provenance().owner()).isEqualTo("alice");
    assertThat(altered.provenance().createdBy()).isEqualTo("alice");
    assertThat(altered.provenance().updatedBy()).isEqualTo("bob");
  }

  @Test
  void aDefinitionIsAddedOnceAndOnlyChangedWhereItIs() {
    create("f");

    assertTaken(
        ResourceKind.DEFINITION,
        () -> alter(ALICE, new FunctionChange.AddDefinition("spark", "{}")));
    assertNotFound(
        ResourceKind.DEFINITION,
        () -> alter(ALICE, new FunctionChange.UpdateDefinition("flink", "{}")));
    assertNotFound(
        ResourceKind.DEFINITION, () -> alter(ALICE, new FunctionChange.DropDefinition("flink")));
  }

  @Test
  void oneRefusedStepLeavesTheFunctionAsItWas() {
    Function before = create("f");

    assertThatThrownBy(
            () ->
                alter(
                    BOB,
                    new FunctionChange.SetOption("a", "3"),
                    new FunctionChange.DropDefinition("flink")))
        .isInstanceOf(NotFound.class);

    assertThat(get("f")).isEqualTo(before);
  }

  @Test
  void concurrentAlterationsAllStay() throws Exception {
    create("f");
    int writers = 4;
    int each = 10;
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String prefix = "w" + w + "-";
      work.add(
          () -> {
            for (int i = 0; i < each; i++) {
              alter(ALICE, new FunctionChange.SetOption(prefix + i, "x"));
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

    assertThat(get("f").description().options()).hasSize(2 + writers * each);
  }

  @Test
  void pagesGoOnBehindTheLastName() {
    create("a");
    create("b");

    Page<Function> page = list("db", new PageRequest(1, Optional.empty()));
    Page<FunctionName> everywhere =
        lake.functions.listAll(
            ALICE, catalog, NamePattern.ALL, NamePattern.ALL, new PageRequest(1, Optional.empty()));

    assertThat(page.nextToken()).contains("a");
    assertThat(everywhere.nextToken()).contains("db.a");
    assertThat(list("db", new PageRequest(1, page.nextToken())).items())
        .extracting(Function::name)
        .containsExactly(new FunctionName("db", "b"));
  }

  @Test
  void aDroppedFunctionIsGone() {
    create("f");

    lake.functions.drop(ALICE, catalog, F);

    assertNotFound(ResourceKind.FUNCTION, () -> get("f"));
  }

  @Test
  void aDatabaseIsDroppedWithItsFunctions() {
    create("f");

    lake.databases.drop(ALICE, catalog, "db");
    lake.databases.create(ALICE, catalog, "db", Map.of());

    assertNotFound(ResourceKind.FUNCTION, () -> get("f"));
  }

  @Test
  void aCatalogWithAFunctionIsNotDropped() {
    lake.databases.drop(ALICE, catalog, "db");
    lake.functions.create(
        ALICE, catalog, new FunctionName(CatalogService.DEFAULT_DATABASE, "f"), DESCRIPTION);

    assertThatThrownBy(() -> lake.catalogs.drop(ALICE, "main")).isInstanceOf(Conflict.class);
  }

  private Function create(String name) {
    return lake.functions.create(ALICE, catalog, new FunctionName("db", name), DESCRIPTION);
  }

  private Function get(String name) {
    return lake.functions.get(ALICE, catalog, new FunctionName("db", name));
  }

  private Function alter(Principal caller, FunctionChange... changes) {
    return lake.functions.alter(caller, catalog, F, List.of(changes));
  }

  private Page<Function> list(String database, PageRequest page) {
    return lake.functions.list(ALICE, catalog, database, NamePattern.ALL, page);
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
