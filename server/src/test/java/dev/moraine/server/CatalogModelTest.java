package dev.moraine.server;

import dev.moraine.catalog.commit.CommitStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Random histories of a catalog, crashes among them, on the real database and real files: after
 * each change everything is as a small model says.
 *
 * <p>A failure prints its seed and the shortest history that still fails; the next run begins with
 * it.
 */
class CatalogModelTest {
  private static final LakeUnderTest LAKE = LakeUnderTest.open();

  @AfterContainer
  static void close() throws IOException {
    LAKE.close();
  }

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void theCatalogIsAsTheModelSays(@ForAll("histories") List<ModelChange> history) throws Exception {
    LAKE.replay(history);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  @Tag("long")
  void theCatalogIsAsTheModelSaysHundredsOfTimes(@ForAll("histories") List<ModelChange> history)
      throws Exception {
    LAKE.replay(history);
  }

  @Provide
  Arbitrary<List<ModelChange>> histories() {
    // Mostly one table, so that much happens to it.
    Arbitrary<String> tables =
        Arbitraries.frequency(Tuple.of(6, "a"), Tuple.of(2, "b"), Tuple.of(1, "c"));
    Arbitrary<String> tags = Arbitraries.of("t", "u");
    Arbitrary<String> days = Arbitraries.of("1", "2", "3");
    Arbitrary<Integer> rows = Arbitraries.integers().between(1, 3);
    Arbitrary<Integer> dropped = Arbitraries.integers().between(0, 2);
    return Arbitraries.<ModelChange>frequencyOf(
            Tuple.of(4, tables.map(ModelChange.Create::new)),
            Tuple.of(2, tables.map(ModelChange.Alter::new)),
            Tuple.of(10, Combinators.combine(tables, days, rows).as(ModelChange.Commit::new)),
            Tuple.of(
                5,
                Combinators.combine(tables, days, rows, Arbitraries.of(CommitStep.class))
                    .as(ModelChange.CommitAndCrash::new)),
            Tuple.of(
                3,
                Combinators.combine(tables, Arbitraries.longs().between(1, 4))
                    .as(ModelChange.Rollback::new)),
            Tuple.of(2, Combinators.combine(tables, tags).as(ModelChange.CreateTag::new)),
            Tuple.of(1, Combinators.combine(tables, tags).as(ModelChange.RollbackToTag::new)),
            Tuple.of(2, Combinators.combine(tables, tables).as(ModelChange.Rename::new)),
            Tuple.of(1, tables.map(ModelChange.Drop::new)),
            Tuple.of(2, Combinators.combine(dropped, tables).as(ModelChange.Restore::new)),
            Tuple.of(1, dropped.map(ModelChange.Purge::new)))
        .list()
        .ofMinSize(10)
        .ofMaxSize(40)
        .map(changes -> startingWith(new ModelChange.Create("a"), changes));
  }

  private static List<ModelChange> startingWith(ModelChange first, List<ModelChange> others) {
    List<ModelChange> all = new ArrayList<>();
    all.add(first);
    all.addAll(others);
    return all;
  }
}
