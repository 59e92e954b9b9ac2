package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Sight;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Use cases on databases. */
public final class DatabaseService {
  // Paimon's clients make up a database of this name for their global system tables.
  private static final String SYSTEM_DATABASE = "sys";

  private final Transactions transactions;
  private final Access access;
  private final DroppedFolders folders;
  private final Clock clock;
  private final Supplier<UUID> ids;

  public DatabaseService(
      Transactions transactions,
      Access access,
      DroppedFolders folders,
      Clock clock,
      Supplier<UUID> ids) {
    this.transactions = transactions;
    this.access = access;
    this.folders = folders;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * @throws AlreadyExists when the name is taken
   */
  public Database create(
      Principal caller, CatalogId catalog, String name, Map<String, String> options) {
    Names.requireValid("database", name);
    if (name.equals(SYSTEM_DATABASE)) {
      throw new InvalidRequest("The database name 'sys' is kept for system tables");
    }
    Database database =
        new Database(
            new DatabaseId(ids.get().toString()),
            catalog,
            name,
            options,
            Provenance.of(caller, clock.instant()));
    transactions.write(
        tx -> {
          access.requireCatalog(tx, caller, catalog, Action.CREATE_DATABASE);
          if (!tx.databases().insert(database)) {
            throw new AlreadyExists(
                ResourceKind.DATABASE, name, "There is a database '" + name + "' already");
          }
          return database;
        });
    return database;
  }

  public Database get(Principal caller, CatalogId catalog, String name) {
    return transactions.read(
        tx -> access.requireDatabase(tx, caller, catalog, name, Action.GET_DATABASE));
  }

  public Page<String> list(
      Principal caller, CatalogId catalog, NamePattern pattern, PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Catalog in = access.requireCatalog(tx, caller, catalog, Action.LIST_DATABASES);
              return tx.databases()
                  .listNames(
                      in.id(),
                      pattern,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.DATABASE));
            }),
        page,
        Function.identity());
  }

  /** Sets and removes options; a removal of what is not there is passed over. */
  public Alteration alter(
      Principal caller,
      CatalogId catalog,
      String name,
      Map<String, String> updates,
      List<String> removals) {
    return transactions.write(
        tx -> {
          Database before = access.holdDatabase(tx, caller, catalog, name, Action.ALTER_DATABASE);
          Map<String, String> options = new HashMap<>(before.options());
          options.putAll(updates);
          removals.forEach(options::remove);
          Database after =
              new Database(
                  before.id(),
                  catalog,
                  name,
                  options,
                  before.provenance().updated(caller, clock.instant()));
          tx.databases().update(after);
          return Alteration.of(before.options(), updates, removals);
        });
  }

  /**
   * Drops a database with the tables, views and functions in it; managed tables go into the recycle
   * bin of their catalog.
   *
   * <p>The protocol's request does not say whether tables may go too: clients that do not cascade
   * look for tables themselves before they ask.
   */
  public void drop(Principal caller, CatalogId catalog, String name) {
    boolean foldersLeft =
        transactions.write(
            tx -> {
              Database database =
                  access.holdDatabase(tx, caller, catalog, name, Action.DROP_DATABASE);
              boolean left = removeTables(tx, caller, database);
              tx.views().deleteAll(database.id());
              tx.functions().deleteAll(database.id());
              tx.databases().delete(database.id());
              return left;
            });
    if (foldersLeft) {
      folders.deleteLeft();
    }
  }

  private boolean removeTables(Transaction tx, Principal caller, Database database) {
    Catalog catalog = Lookup.requireCatalog(tx, database.catalogId());
    TableFilter all = new TableFilter(NamePattern.ALL, Optional.empty());
    boolean foldersLeft = false;
    while (tx.tables().existAny(database.id())) {
      for (Table table : tx.tables().list(database.id(), all, PageRequest.first(), Sight.OF_ALL)) {
        foldersLeft |= TableRemoval.remove(tx, catalog, table, caller, clock.instant());
      }
    }
    return foldersLeft;
  }
}
