package dev.moraine.catalog.doctor;

import dev.moraine.access.Sight;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.Database;
import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.Lookup;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.doctor.Difference.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Compares the database with the warehouse, table by table, also while servers work on both.
 *
 * <p>A commit writes its file before its row, so beside a server there is always something between
 * the two. So what differs is looked at again after a while, and counts when it is still the same.
 */
public final class DoctorService {
  private static final TableFilter ALL = new TableFilter(NamePattern.ALL, Optional.empty());
  private static final PageRequest FIRST =
      new PageRequest(PageRequest.MAX_RESULTS, Optional.empty());

  private final Transactions transactions;
  private final StoredTables stored;
  private final TableCheck tableCheck;
  private final Runnable pause;

  /**
   * @param pause longer than a commit takes between its file and its row
   */
  public DoctorService(
      Transactions transactions, SnapshotFiles snapshots, StoredTables stored, Runnable pause) {
    this.transactions = transactions;
    this.stored = stored;
    this.tableCheck = new TableCheck(transactions, snapshots, stored);
    this.pause = pause;
  }

  /**
   * What is looked at.
   *
   * @param catalog one catalog's name or id; empty for all
   * @param warehouse where catalogs have their folders
   */
  public record Scope(
      Optional<String> catalog, StorageLocation warehouse, StoredTables.Depth depth) {}

  /** What was found, by catalog and name, and among how many tables. */
  public record Findings(long tables, List<Difference> differences) {
    public Findings {
      differences = List.copyOf(differences);
    }
  }

  /**
   * @param progress told how many tables were looked at, now and then
   * @throws dev.moraine.error.NotFound when there is no such catalog
   */
  public Findings check(Scope scope, LongConsumer progress) {
    List<Catalog> catalogs = catalogs(scope);
    Set<Difference> found = new LinkedHashSet<>();
    long tables = 0;
    for (Catalog catalog : catalogs) {
      for (Listed table : tables(catalog)) {
        found.addAll(tableCheck.check(catalog, table.id(), scope.depth()));
        progress.accept(++tables);
      }
    }
    found.addAll(aside(scope, catalogs));
    if (!found.isEmpty()) {
      pause.run();
      found.retainAll(again(found, scope, catalogs));
    }
    return new Findings(tables, List.copyOf(found));
  }

  private Set<Difference> again(Set<Difference> found, Scope scope, List<Catalog> catalogs) {
    Set<Difference> again = new HashSet<>(aside(scope, catalogs));
    for (Catalog catalog : catalogs) {
      found.stream()
          .filter(difference -> difference.catalog().equals(catalog.name()))
          .flatMap(difference -> difference.table().stream())
          .distinct()
          .forEach(table -> again.addAll(tableCheck.check(catalog, table, scope.depth())));
    }
    return again;
  }

  private List<Catalog> catalogs(Scope scope) {
    return transactions.read(
        tx ->
            scope
                .catalog()
                .map(name -> List.of(Lookup.requireCatalog(tx, name)))
                .orElseGet(
                    () ->
                        pages(
                            page -> tx.catalogs().list(NamePattern.ALL, page, Sight.OF_ALL),
                            Catalog::name)));
  }

  /** A table without its schema, which would be too much of all tables at once. */
  private record Listed(TableId id, StorageLocation location) {}

  private List<Listed> tables(Catalog catalog) {
    return transactions.read(
        tx -> {
          List<Listed> tables = new ArrayList<>();
          for (String name :
              pages(
                  page ->
                      tx.databases().listNames(catalog.id(), NamePattern.ALL, page, Sight.OF_ALL),
                  each -> each)) {
            tx.databases()
                .find(catalog.id(), name)
                .ifPresent(database -> tables.addAll(tables(tx, database)));
          }
          return tables;
        });
  }

  private static List<Listed> tables(Transaction tx, Database database) {
    List<Listed> tables = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      List<Table> page =
          tx.tables()
              .list(
                  database.id(),
                  ALL,
                  new PageRequest(PageRequest.MAX_RESULTS, after),
                  Sight.OF_ALL);
      page.forEach(table -> tables.add(new Listed(table.id(), table.location())));
      after = page.stream().reduce((left, right) -> right).map(last -> last.name().table());
    } while (after.isPresent());
    return tables;
  }

  private static <T> List<T> pages(
      Function<PageRequest, List<T>> read, Function<T, String> nameOf) {
    List<T> all = new ArrayList<>();
    List<T> page = read.apply(FIRST);
    while (!page.isEmpty()) {
      all.addAll(page);
      String last = nameOf.apply(page.get(page.size() - 1));
      page = read.apply(new PageRequest(PageRequest.MAX_RESULTS, Optional.of(last)));
    }
    return all;
  }

  /** What no table in a database is asked for: the recycle bin, and folders without a row. */
  private List<Difference> aside(Scope scope, List<Catalog> catalogs) {
    List<DroppedTable> dropped = dropped();
    List<Difference> found = new ArrayList<>();
    for (Catalog catalog : catalogs) {
      for (DroppedTable table : dropped) {
        if (table.catalogId().equals(catalog.id()) && !stored.isFolder(table.location())) {
          found.add(
              new Difference(
                  Kind.FOLDER_MISSING,
                  catalog.name(),
                  table.name() + " in the recycle bin",
                  Optional.empty(),
                  table.location(),
                  "its folder " + table.location() + " is missing: it cannot be restored"));
        }
      }
    }
    Set<StorageLocation> known = new HashSet<>();
    dropped.forEach(table -> known.add(stored.plain(table.location())));
    List<Catalog> all = catalogs(new Scope(Optional.empty(), scope.warehouse(), scope.depth()));
    all.forEach(
        catalog -> tables(catalog).forEach(table -> known.add(stored.plain(table.location()))));
    transactions
        .read(tx -> tx.tables().foldersToDelete())
        .forEach(folder -> known.add(stored.plain(folder)));
    for (Catalog catalog : catalogs) {
      found.addAll(unknown(catalog.name(), catalog.location(), known));
    }
    if (scope.catalog().isEmpty()) {
      all.forEach(catalog -> known.add(stored.plain(catalog.location())));
      for (StorageLocation folder : stored.folders(scope.warehouse())) {
        if (!known.contains(stored.plain(folder))) {
          found.addAll(unknown("", folder, known));
        }
      }
    }
    return found;
  }

  private List<DroppedTable> dropped() {
    // At the end of all time, the time of every table is over.
    return transactions.read(
        tx ->
            tx.droppedTables()
                .listExpired(Instant.ofEpochMilli(Long.MAX_VALUE), Integer.MAX_VALUE));
  }

  private List<Difference> unknown(
      String catalog, StorageLocation parent, Set<StorageLocation> known) {
    return stored.folders(parent).stream()
        .filter(folder -> !known.contains(stored.plain(folder)))
        .map(
            folder ->
                new Difference(
                    Kind.UNKNOWN_FOLDER,
                    catalog,
                    stored.nameOf(folder),
                    Optional.empty(),
                    folder,
                    stored.schemaIds(folder).isEmpty()
                        ? "no table has the folder " + folder
                        : "no table has the folder " + folder + ", which holds one"))
        .toList();
  }
}
