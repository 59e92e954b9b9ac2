package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotImplemented;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Use cases on partitions of tables that keep their partitions here. */
public final class PartitionService {
  /** Source: paimon-api {@code RESTApi.listPartitionsByNames}. */
  private static final int MAX_NAMES = 1000;

  private final Transactions transactions;
  private final Clock clock;

  public PartitionService(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /** By name, descending. */
  public Page<Partition> list(
      Principal caller, CatalogId catalog, TableName name, NamePattern pattern, PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> tx.partitions().list(requireListed(tx, catalog, name).ref(), pattern, page)),
        page,
        Partition::name);
  }

  public List<Partition> find(
      Principal caller, CatalogId catalog, TableName name, List<Map<String, String>> specs) {
    if (specs.size() > MAX_NAMES) {
      throw new InvalidRequest("At most " + MAX_NAMES + " partitions can be asked for at once");
    }
    List<String> names = specs.stream().map(Partition::nameOf).toList();
    return transactions.read(
        tx -> tx.partitions().find(requireListed(tx, catalog, name).ref(), names));
  }

  public void markDone(
      Principal caller, CatalogId catalog, TableName name, List<Map<String, String>> specs) {
    List<String> names = specs.stream().map(Partition::nameOf).toList();
    transactions.write(
        tx -> {
          Table table = requireListed(tx, catalog, name);
          tx.partitions().markDone(table.ref(), names, Provenance.of(caller, clock.instant()));
          return table;
        });
  }

  // Clients answer "not implemented" by listing a table's partitions from its files, which is
  // exact for every table that does not ask for more.
  private static Table requireListed(Transaction tx, CatalogId catalog, TableName name) {
    Table table = Lookup.requireTable(tx, catalog, name);
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
