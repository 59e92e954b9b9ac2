package dev.moraine.catalog;

import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Use cases on catalogs. */
public final class CatalogService {
  /** Each catalog is made with a database of this name, where unqualified tables go. */
  public static final String DEFAULT_DATABASE = "default";

  private final Transactions transactions;
  private final TableFiles files;
  private final StorageLocation warehouse;
  private final Clock clock;
  private final Supplier<UUID> ids;

  /**
   * @param warehouse the folder in which catalogs without a location of their own get theirs
   */
  public CatalogService(
      Transactions transactions,
      TableFiles files,
      StorageLocation warehouse,
      Clock clock,
      Supplier<UUID> ids) {
    this.transactions = transactions;
    this.files = files;
    this.warehouse = warehouse;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * @throws AlreadyExists when the name is taken
   */
  public Catalog create(Principal caller, String name, Map<String, String> options) {
    Names.requireValid("catalog", name);
    if (name.startsWith(CatalogId.MARK)) {
      throw new InvalidRequest("A catalog's name does not begin with 'clg-': that is how ids look");
    }
    Provenance provenance = Provenance.of(caller, clock.instant());
    Catalog catalog =
        new Catalog(CatalogId.from(ids.get()), name, warehouse.child(name), options, provenance);
    Database defaultDatabase =
        new Database(
            new DatabaseId(ids.get().toString()),
            catalog.id(),
            DEFAULT_DATABASE,
            Map.of(),
            provenance);
    if (transactions.read(tx -> tx.catalogs().findByName(name)).isPresent()) {
      throw nameTaken(name);
    }
    files.createFolder(catalog.location());
    transactions.write(
        tx -> {
          if (!tx.catalogs().insert(catalog)) {
            throw nameTaken(name);
          }
          return tx.databases().insert(defaultDatabase);
        });
    return catalog;
  }

  public List<Catalog> list(Principal caller, PageRequest page) {
    return transactions.read(tx -> tx.catalogs().list(page));
  }

  /**
   * @throws dev.moraine.error.NotFound when there is none of this name or id
   */
  public Catalog get(Principal caller, String nameOrId) {
    return transactions.read(tx -> Lookup.requireCatalog(tx, nameOrId));
  }

  /**
   * Drops a catalog that holds nothing but an empty default database. Its folder stays.
   *
   * @throws Conflict when there is more in it
   */
  public void drop(Principal caller, String nameOrId) {
    transactions.write(
        tx -> {
          Catalog catalog = Lookup.requireCatalog(tx, nameOrId);
          for (String name :
              tx.databases().listNames(catalog.id(), NamePattern.ALL, PageRequest.first())) {
            Database database = Lookup.holdDatabase(tx, catalog.id(), name);
            if (!name.equals(DEFAULT_DATABASE)
                || tx.tables().existAny(database.id())
                || tx.views().existAny(database.id())
                || tx.functions().existAny(database.id())) {
              throw new Conflict(
                  "Catalog '"
                      + catalog.name()
                      + "' is not empty: drop its databases, and the tables,"
                      + " views and functions of its default database, first");
            }
            tx.databases().delete(database.id());
          }
          return tx.catalogs().delete(catalog.id());
        });
  }

  private static AlreadyExists nameTaken(String name) {
    return new AlreadyExists(
        ResourceKind.CATALOG, name, "There is a catalog '" + name + "' already");
  }
}
