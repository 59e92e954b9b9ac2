package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.util.List;
import java.util.Optional;

/** Use cases of engines that are about to read a table's files themselves. */
public final class TableAccessService {
  private final Transactions transactions;
  private final CredentialVendor vendor;

  public TableAccessService(Transactions transactions, CredentialVendor vendor) {
    this.transactions = transactions;
    this.vendor = vendor;
  }

  public StorageCredentials credentials(Principal caller, CatalogId catalog, TableName name) {
    return vendor.vend(transactions.read(tx -> Lookup.requireTable(tx, catalog, name)));
  }

  /**
   * What the caller may see; everything, as there are no rules yet.
   *
   * @param columns those that are to be read; empty for all
   */
  public ReadRules rules(
      Principal caller, CatalogId catalog, TableName name, Optional<List<String>> columns) {
    return transactions.read(
        tx -> {
          Lookup.requireTable(tx, catalog, name);
          return ReadRules.NONE;
        });
  }
}
