package dev.moraine.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.access.Sight;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Database;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Transactions;
import dev.moraine.identity.Principal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataDatabaseTest {
  private static final Provenance ALICE =
      Provenance.of(new Principal("alice"), Instant.ofEpochMilli(1_000));
  private static final Catalog CATALOG =
      new Catalog(new CatalogId("clg-1"), "main", new StorageLocation("file:/w"), Map.of(), ALICE);

  @TempDir Path folder;

  @Test
  void reopeningKeepsEverything() {
    try (MetadataDatabase database = open()) {
      database.transactions().write(tx -> tx.catalogs().insert(CATALOG));
    }

    for (int i = 0; i < 2; i++) {
      try (MetadataDatabase database = open()) {
        Optional<Catalog> found =
            database.transactions().read(tx -> tx.catalogs().findByName("main"));
        assertThat(found).contains(CATALOG);
      }
    }
  }

  @Test
  void whatWasWrittenIsThereAfterTheProcessDied() {
    MetadataDatabase died = open();
    died.transactions().write(tx -> tx.catalogs().insert(CATALOG));

    try (MetadataDatabase database = open()) {
      Optional<Catalog> found =
          database.transactions().read(tx -> tx.catalogs().findByName("main"));
      assertThat(found).contains(CATALOG);
    }
    died.close();
  }

  @Test
  void aPathWithSpacesAndPercentSignsIsTakenAsItIs() {
    Path odd = folder.resolve("a b%20?c.db");

    MetadataDatabase.openSqlite(odd).close();

    assertThat(odd).exists();
  }

  @Test
  void nobodyTakesASecondConnectionInsideATransaction() {
    try (MetadataDatabase database = open()) {
      Transactions transactions = database.transactions();
      Supplier<Boolean> inner = () -> transactions.read(tx -> true);

      assertThatThrownBy(() -> transactions.read(tx -> inner.get()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> transactions.write(tx -> inner.get()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () -> transactions.read(tx -> database.credentials().findAnyAccessKey().isPresent()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(inner.get()).isTrue();
    }
  }

  @Test
  void eightThreadsReadAndWriteWithoutFindingItBusy() throws Exception {
    int threads = 8;
    int rounds = 50;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();

    try (MetadataDatabase database = open()) {
      database.transactions().write(tx -> tx.catalogs().insert(CATALOG));
      for (int thread = 0; thread < threads; thread++) {
        String prefix = "db" + thread + "-";
        done.add(
            executor.submit(
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    Database each = database(prefix + round);
                    database.transactions().write(tx -> tx.databases().insert(each));
                    List<String> names =
                        database
                            .transactions()
                            .read(
                                tx ->
                                    tx.databases()
                                        .listNames(
                                            CATALOG.id(),
                                            NamePattern.parse(prefix + "%"),
                                            new PageRequest(1000, Optional.empty()),
                                            Sight.OF_ALL));
                    assertThat(names).hasSize(round + 1);
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private MetadataDatabase open() {
    return MetadataDatabase.openSqlite(folder.resolve("metadata.db"));
  }

  private static Database database(String name) {
    return new Database(new DatabaseId("id-" + name), CATALOG.id(), name, Map.of(), ALICE);
  }
}
