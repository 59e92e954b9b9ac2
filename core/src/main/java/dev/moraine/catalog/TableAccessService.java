package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.identity.Principal;
import java.util.List;
import java.util.Optional;

/** Use cases of engines that are about to read a table's files themselves. */
public final class TableAccessService {
  private final Transactions transactions;
  private final Access access;
  private final CredentialVendor vendor;

  public TableAccessService(Transactions transactions, Access access, CredentialVendor vendor) {
    this.transactions = transactions;
    this.access = access;
    this.vendor = vendor;
  }

  public StorageCredentials credentials(Principal caller, CatalogId catalog, TableName name) {
    return vendor.vend(
        transactions.read(
            tx -> access.requireTable(tx, caller, catalog, name, Action.GET_TABLE_TOKEN)));
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
          access.requireTable(tx, caller, catalog, name, Action.AUTH_TABLE_QUERY);
          return ReadRules.NONE;
        });
  }
}
