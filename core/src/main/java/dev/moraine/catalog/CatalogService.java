package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.access.Sight;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Use cases on catalogs. */
public final class CatalogService {
  /** Each catalog is made with a database of this name, where unqualified tables go. */
  public static final String DEFAULT_DATABASE = "default";

  private final Transactions transactions;
  private final Access access;
  private final TableFiles files;
  private final StorageLocation warehouse;
  private final Clock clock;
  private final Supplier<UUID> ids;

  /**
   * @param warehouse the folder in which catalogs without a location of their own get theirs
   */
  public CatalogService(
      Transactions transactions,
      Access access,
      TableFiles files,
      StorageLocation warehouse,
      Clock clock,
      Supplier<UUID> ids) {
    this.transactions = transactions;
    this.access = access;
    this.files = files;
    this.warehouse = warehouse;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Makes a catalog, its folder and its database {@code default}.
   *
   * @throws AlreadyExists when the name is taken
   * @throws InvalidRequest for a name or an option that a catalog cannot have
   */
  public Catalog create(Principal caller, String name, Map<String, String> options) {
    Names.requireValid("catalog", name);
    CatalogOptions.requireValid(options, List.of());
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
    boolean taken =
        transactions.read(
            tx -> {
              access.require(tx, caller, Action.CREATE_CATALOG);
              return tx.catalogs().findByName(name).isPresent();
            });
    if (taken) {
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

  public Page<Catalog> list(Principal caller, NamePattern pattern, PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              access.require(tx, caller, Action.LIST_CATALOGS);
              return tx.catalogs().list(pattern, page, access.sight(tx, caller));
            }),
        page,
        Catalog::name);
  }

  /**
   * @throws dev.moraine.error.NotFound when there is none of this name or id
   */
  public Catalog get(Principal caller, String nameOrId) {
    return transactions.read(tx -> access.requireCatalog(tx, caller, nameOrId, Action.GET_CATALOG));
  }

  /**
   * Like {@link #get}, for clients that are about to work with what is inside: it is enough that
   * they may see something there.
   */
  public Catalog open(Principal caller, String nameOrId) {
    return transactions.read(tx -> access.requireCatalog(tx, caller, nameOrId, Action.GET_CONFIG));
  }

  /**
   * Sets and removes options.
   *
   * @throws InvalidRequest for an option that a catalog cannot have
   */
  public Alteration alter(
      Principal caller, String nameOrId, Map<String, String> updates, List<String> removals) {
    CatalogOptions.requireValid(updates, removals);
    return transactions.write(
        tx -> {
          Catalog before = access.requireCatalog(tx, caller, nameOrId, Action.ALTER_CATALOG);
          Map<String, String> options = new HashMap<>(before.options());
          options.putAll(updates);
          removals.forEach(options::remove);
          tx.catalogs()
              .update(
                  new Catalog(
                      before.id(),
                      before.name(),
                      before.location(),
                      options,
                      before.provenance().updated(caller, clock.instant())));
          return Alteration.of(before.options(), updates, removals);
        });
  }

  /**
   * Drops a catalog that holds nothing but an empty default database, and no dropped table: those
   * could no longer be restored. Its folder stays.
   *
   * @throws Conflict when there is more in it, naming a database
   */
  public void drop(Principal caller, String nameOrId) {
    transactions.write(
        tx -> {
          Catalog catalog = access.requireCatalog(tx, caller, nameOrId, Action.DROP_CATALOG);
          for (String name :
              tx.databases()
                  .listNames(catalog.id(), NamePattern.ALL, PageRequest.first(), Sight.OF_ALL)) {
            Database database = Lookup.holdDatabase(tx, catalog.id(), name);
            if (!name.equals(DEFAULT_DATABASE)) {
              throw new Conflict(
                  "Catalog '"
                      + catalog.name()
                      + "' still has the database '"
                      + name
                      + "'; drop its databases first");
            }
            if (tx.tables().existAny(database.id())
                || tx.views().existAny(database.id())
                || tx.functions().existAny(database.id())) {
              throw new Conflict(
                  "The database 'default' of catalog '"
                      + catalog.name()
                      + "' is not empty; drop its tables, views and functions first");
            }
            tx.databases().delete(database.id());
          }
          // Behind the databases, which are held: no table can come into the bin any more.
          requireEmptyBin(tx, catalog);
          return tx.catalogs().delete(catalog.id());
        });
  }

  private static void requireEmptyBin(Transaction tx, Catalog catalog) {
    tx.droppedTables().list(catalog.id(), PageRequest.first()).stream()
        .findFirst()
        .ifPresent(
            dropped -> {
              throw new Conflict(
                  "The recycle bin of catalog '"
                      + catalog.name()
                      + "' still has the table '"
                      + dropped.name()
                      + "', which could not be restored any more; purge the bin first with 'moraine"
                      + " table purge "
                      + catalog.name()
                      + " --all'");
            });
  }

  private static AlreadyExists nameTaken(String name) {
    return new AlreadyExists(
        ResourceKind.CATALOG, name, "There is a catalog '" + name + "' already");
  }
}
