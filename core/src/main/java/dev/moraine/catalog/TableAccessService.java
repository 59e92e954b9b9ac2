package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.access.ReadLimits;
import dev.moraine.access.Restriction.Rule;
import dev.moraine.error.Forbidden;
import dev.moraine.identity.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Use cases of engines that are about to read a table's files themselves.
 *
 * <p>Rows are hidden and values masked by the engine, which is told how. So whoever is held to such
 * rules gets a table only through a client that is known to keep to them.
 */
public final class TableAccessService {
  private final Transactions transactions;
  private final Access access;
  private final CredentialVendor vendor;
  private final RuleLanguage language;
  private final List<String> enforcingClients;

  /**
   * @param enforcingClients starts of names, see {@link ClientSoftware#KNOWN_TO_ENFORCE}
   */
  public TableAccessService(
      Transactions transactions,
      Access access,
      CredentialVendor vendor,
      RuleLanguage language,
      List<String> enforcingClients) {
    this.transactions = transactions;
    this.access = access;
    this.vendor = vendor;
    this.language = language;
    this.enforcingClients = List.copyOf(enforcingClients);
  }

  /** A table as this caller's engine is to see it: asking for rules first, if there are any. */
  public Table describe(
      Principal caller, ClientSoftware client, CatalogId catalog, TableName name) {
    return describe(
        client,
        transactions.ask(tx -> access.openTable(tx, caller, catalog, name, Action.GET_TABLE)));
  }

  /** Like {@link #describe(Principal, ClientSoftware, CatalogId, TableName)}. */
  public Table describe(Principal caller, ClientSoftware client, CatalogId catalog, TableId id) {
    return describe(
        client,
        transactions.ask(tx -> access.openTable(tx, caller, catalog, id, Action.GET_TABLE)));
  }

  /** Tables of a listing, each as {@link #describe} has it. */
  public List<Table> describeAll(Principal caller, ClientSoftware client, List<Table> listed) {
    return transactions.read(tx -> access.openAll(tx, caller, listed)).stream()
        .map(opened -> describe(client, opened))
        .toList();
  }

  private Table describe(ClientSoftware client, Access.Opened opened) {
    requireEnforcing(client, opened);
    Table table = opened.table();
    return opened.limits().isNone() ? table : table.with(language.askingForRules(table.schema()));
  }

  public StorageCredentials credentials(
      Principal caller, ClientSoftware client, CatalogId catalog, TableName name) {
    Access.Opened opened =
        transactions.read(
            tx -> access.openTable(tx, caller, catalog, name, Action.GET_TABLE_TOKEN));
    requireEnforcing(client, opened);
    return vendor.vend(opened.table());
  }

  /**
   * What the caller may see.
   *
   * @param columns those that are to be read; empty for all
   * @throws Forbidden when one of the columns is none that the caller may read
   */
  public ReadRules rules(
      Principal caller,
      ClientSoftware client,
      CatalogId catalog,
      TableName name,
      Optional<List<String>> columns) {
    Access.Opened opened =
        transactions.read(
            tx -> access.openTable(tx, caller, catalog, name, Action.AUTH_TABLE_QUERY));
    ReadLimits limits = opened.limits();
    if (limits.isNone()) {
      return ReadRules.NONE;
    }
    requireEnforcing(client, opened);
    Table table = opened.table();
    List<String> read =
        columns.orElseGet(
            () ->
                language.columns(table.schema()).stream().map(RuleLanguage.Column::name).toList());
    limits
        .against(read)
        .ifPresent(
            reason -> {
              // Paimon's tests look for the words in front. Source: paimon-core RESTCatalogTest.
              throw new Forbidden("Table " + name + " has no permission. " + reason);
            });
    Map<String, String> masks = new LinkedHashMap<>();
    limits
        .masks()
        .forEach((column, rule) -> masks.put(column, bound(table, rule, language::bindMask)));
    return new ReadRules(
        limits.rowFilters().stream()
            .map(rule -> bound(table, rule, language::bindRowFilter))
            .collect(Collectors.toList()),
        masks);
  }

  // The columns that rules name keep their names and types. A branch may have others, and a folder
  // may have been changed past the server: then nothing is read.
  private static String bound(
      Table table, Rule rule, BiFunction<TableSchema, Rule, Optional<String>> bind) {
    return bind.apply(table.schema(), rule)
        .orElseThrow(
            () ->
                new Forbidden(
                    "Table "
                        + table.name()
                        + " has no permission. The rule \""
                        + rule
                        + "\" reads columns that the table has no longer, or with other types;"
                        + " whoever granted it has to grant it anew"));
  }

  private void requireEnforcing(ClientSoftware client, Access.Opened opened) {
    if (opened.limits().areUpToEngine() && !client.isOneOf(enforcingClients)) {
      throw new Forbidden(
          "Of table '"
              + opened.table().name()
              + "' only some rows or masked values may be read, by the grant to "
              + opened.limits().grantees()
              + ", and "
              + client
              + " is not known to keep to that; read it with Paimon 1.4 or newer");
    }
  }
}
