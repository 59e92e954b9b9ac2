package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.NotImplemented;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Use cases on partitions of tables that keep their partitions here. */
public final class PartitionService {
  /** Source: paimon-api {@code RESTApi.listPartitionsByNames}. */
  private static final int MAX_NAMES = 1000;

  private final Transactions transactions;
  private final Access access;
  private final Partitioning partitioning;
  private final Clock clock;

  public PartitionService(
      Transactions transactions, Access access, Partitioning partitioning, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.partitioning = partitioning;
    this.clock = clock;
  }

  /** By name, descending. */
  public Page<Partition> list(
      Principal caller, CatalogId catalog, TableName name, NamePattern pattern, PageRequest page) {
    return Page.of(
        transactions.read(
            tx ->
                tx.partitions()
                    .list(
                        requireListed(tx, caller, catalog, name, Action.LIST_PARTITIONS).ref(),
                        pattern,
                        page)),
        page,
        Partition::name);
  }

  /**
   * By name, descending, those that a condition may mean; see {@link Partitioning#condition}.
   *
   * @throws InvalidRequest when the filter is empty
   */
  public Page<Partition> listByFilter(
      Principal caller,
      CatalogId catalog,
      TableName name,
      String filter,
      NamePattern pattern,
      PageRequest page) {
    if (filter.isBlank()) {
      throw new InvalidRequest("The filter is empty; list the partitions without one instead");
    }
    return Page.of(
        transactions.read(
            tx -> {
              Table table = requireListed(tx, caller, catalog, name, Action.LIST_PARTITIONS);
              return select(tx, table.ref(), partitioning.condition(table, filter), pattern, page);
            }),
        page,
        Partition::name);
  }

  // Goes on until the page is full: clients take a page without partitions for the last one.
  private static List<Partition> select(
      Transaction tx,
      TableBranch table,
      Predicate<Map<String, String>> condition,
      NamePattern pattern,
      PageRequest page) {
    List<Partition> selected = new ArrayList<>();
    Optional<String> after = page.after();
    List<Partition> next;
    do {
      next = tx.partitions().list(table, pattern, new PageRequest(PageRequest.MAX_RESULTS, after));
      next.stream().filter(each -> condition.test(each.spec())).forEach(selected::add);
      after = next.isEmpty() ? after : Optional.of(next.get(next.size() - 1).name());
    } while (next.size() == PageRequest.MAX_RESULTS && selected.size() < page.maxResults());
    return selected.subList(0, Math.min(selected.size(), page.maxResults()));
  }

  public List<Partition> find(
      Principal caller, CatalogId catalog, TableName name, List<Map<String, String>> specs) {
    requireFew(specs);
    List<String> names = specs.stream().map(Partition::nameOf).toList();
    return transactions.read(
        tx ->
            tx.partitions()
                .find(
                    requireListed(tx, caller, catalog, name, Action.LIST_PARTITIONS).ref(), names));
  }

  public void markDone(
      Principal caller, CatalogId catalog, TableName name, List<Map<String, String>> specs) {
    List<String> names = specs.stream().map(Partition::nameOf).toList();
    transactions.write(
        tx -> {
          Table table = requireListed(tx, caller, catalog, name, Action.MARK_DONE_PARTITIONS);
          tx.partitions().markDone(table.ref(), names, Provenance.of(caller, clock.instant()));
          return table;
        });
  }

  /** What to do about partitions that are there already, or not there. */
  public enum Otherwise {
    REFUSE,
    PASS_OVER
  }

  /**
   * What became of the partitions that a caller named.
   *
   * @param changed those that were made, or dropped
   * @param passedOver those that were there already, or not there
   */
  public record Outcome(List<Map<String, String>> changed, List<Map<String, String>> passedOver) {
    // Of a partition that is named twice, the second is passed over.
    private static Outcome of(List<Map<String, String>> specs, Set<String> changed) {
      Set<String> left = new HashSet<>(changed);
      Map<Boolean, List<Map<String, String>>> parts =
          specs.stream()
              .collect(Collectors.partitioningBy(spec -> left.remove(Partition.nameOf(spec))));
      return new Outcome(parts.getOrDefault(true, List.of()), parts.getOrDefault(false, List.of()));
    }

    private Optional<String> refused(Otherwise otherwise) {
      return otherwise == Otherwise.REFUSE
          ? passedOver.stream().map(Partition::nameOf).findFirst()
          : Optional.empty();
    }
  }

  /**
   * Registers partitions whose files the caller looks after, all or none.
   *
   * @param statistics what is known of some of them
   * @throws AlreadyExists for a partition that is there already, when those are refused
   * @throws InvalidRequest when statistics are of a partition that is not there
   */
  public Outcome create(
      Principal caller,
      CatalogId catalog,
      TableName name,
      List<Map<String, String>> specs,
      Otherwise existing,
      PartitionReport statistics) {
    requireFew(specs);
    return transactions.write(
        tx -> {
          Table table = requireListed(tx, caller, catalog, name, Action.CREATE_PARTITIONS);
          Provenance provenance = Provenance.of(caller, clock.instant());
          List<Map<String, String>> ordered = inOrder(table, specs);
          Outcome outcome =
              Outcome.of(ordered, tx.partitions().insert(table.ref(), ordered, provenance));
          outcome
              .refused(existing)
              .ifPresent(
                  taken -> {
                    throw new AlreadyExists(
                        ResourceKind.PARTITION,
                        taken,
                        "Table '" + name + "' has a partition '" + taken + "' already");
                  });
          report(tx, table, statistics, provenance);
          return outcome;
        });
  }

  private void report(
      Transaction tx, Table table, PartitionReport statistics, Provenance provenance) {
    PartitionReport report = statistics.withSpecs(spec -> partitioning.inOrder(table, spec));
    List<String> unknown = tx.partitions().report(table.ref(), report, provenance);
    // All or nothing: a part of it would count twice when the client reports again.
    if (!unknown.isEmpty()) {
      throw new InvalidRequest(
          "There are statistics of the partition '"
              + unknown.get(0)
              + "', which table '"
              + table.name()
              + "' does not have");
    }
  }

  /**
   * Forgets partitions, all or none; their files are the caller's matter.
   *
   * @throws NotFound for a partition that is not there, when those are refused
   */
  public Outcome drop(
      Principal caller,
      CatalogId catalog,
      TableName name,
      List<Map<String, String>> specs,
      Otherwise missing) {
    requireFew(specs);
    return transactions.write(
        tx -> {
          Table table = requireListed(tx, caller, catalog, name, Action.DROP_PARTITIONS);
          List<Map<String, String>> ordered = inOrder(table, specs).stream().distinct().toList();
          Outcome outcome =
              Outcome.of(
                  ordered,
                  tx.partitions()
                      .delete(table.ref(), ordered.stream().map(Partition::nameOf).toList()));
          outcome
              .refused(missing)
              .ifPresent(
                  absent -> {
                    throw new NotFound(
                        ResourceKind.PARTITION,
                        absent,
                        "Table '" + name + "' has no partition '" + absent + "'");
                  });
          return outcome;
        });
  }

  private List<Map<String, String>> inOrder(Table table, List<Map<String, String>> specs) {
    return specs.stream().map(spec -> partitioning.inOrder(table, spec)).toList();
  }

  private static void requireFew(List<Map<String, String>> specs) {
    if (specs.size() > MAX_NAMES) {
      throw new InvalidRequest("At most " + MAX_NAMES + " partitions can be named at once");
    }
  }

  // Clients answer "not implemented" by listing a table's partitions from its files, which is
  // exact for every table that does not ask for more.
  private Table requireListed(
      Transaction tx, Principal caller, CatalogId catalog, TableName name, Action action) {
    Table table = access.requireTable(tx, caller, catalog, name, action);
    if (!table.schema().partitionsInCatalog()) {
      throw new NotImplemented(
          "Partitions of table '"
              + name
              + "' are listed from its files: its option"
              + " metastore.partitioned-table is not set");
    }
    return table;
  }
}
