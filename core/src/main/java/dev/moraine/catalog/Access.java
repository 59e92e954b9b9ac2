package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.access.Decision;
import dev.moraine.access.GrantStore;
import dev.moraine.access.Held;
import dev.moraine.access.Privilege;
import dev.moraine.access.ReadLimits;
import dev.moraine.access.Securable;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Sight;
import dev.moraine.access.Standing;
import dev.moraine.access.Target;
import dev.moraine.error.Forbidden;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds things for callers: each use case asks for what it is about here, by name and with the
 * {@link Action} that it is, and gets it if the caller may.
 *
 * <p>What a caller may not see is refused as what does not exist, word for word. Asked in the use
 * case's own transaction, beside the thing itself, so that a revoke holds from the next request on,
 * on every server. {@link Lookup} finds without asking: for what a use case does on the way.
 */
public final class Access {
  private final Clock clock;

  public Access(Clock clock) {
    this.clock = clock;
  }

  /**
   * @throws NotFound for the catalog, also when the caller may not see it
   * @throws Forbidden when the caller may see it and no more
   */
  public Catalog requireCatalog(Transaction tx, Principal caller, String nameOrId, Action action) {
    Optional<Catalog> found = findCatalog(tx, nameOrId);
    return require(tx, caller, action, found, Access::target, () -> Lookup.noCatalog(nameOrId));
  }

  /** Like {@link #requireCatalog(Transaction, Principal, String, Action)}. */
  public Catalog requireCatalog(Transaction tx, Principal caller, CatalogId id, Action action) {
    return require(
        tx, caller, action, tx.catalogs().find(id), Access::target, () -> Lookup.noCatalog(id));
  }

  /** Like {@link #requireTable}. */
  public Database requireDatabase(
      Transaction tx, Principal caller, CatalogId catalog, String name, Action action) {
    return require(
        tx,
        caller,
        action,
        tx.databases().find(catalog, name),
        Access::target,
        () -> Lookup.noDatabase(name));
  }

  /** Like {@link #requireDatabase}, and holds it: see {@link DatabaseStore#hold}. */
  Database holdDatabase(
      Transaction tx, Principal caller, CatalogId catalog, String name, Action action) {
    return require(
        tx,
        caller,
        action,
        tx.databases().hold(catalog, name),
        Access::target,
        () -> Lookup.noDatabase(name));
  }

  /**
   * Holds the database that something is moved into; into another than it is in takes the privilege
   * that making it there does.
   */
  Database holdDestination(
      Transaction tx,
      Principal caller,
      CatalogId catalog,
      DatabaseId from,
      String into,
      Privilege create) {
    Database database = Lookup.holdDatabase(tx, catalog, into);
    if (!database.id().equals(from)) {
      Decision decision = explain(tx, caller, create, target(database));
      if (decision.outcome() == Decision.Outcome.HIDDEN) {
        throw Lookup.noDatabase(into);
      }
      requireAllowed(decision);
    }
    return database;
  }

  /**
   * @throws NotFound for the table or its database, also when the caller may not see it
   * @throws Forbidden when the caller may see it, and a policy or a missing privilege is against it
   */
  public Table requireTable(
      Transaction tx, Principal caller, CatalogId catalog, TableName name, Action action) {
    return openTable(tx, caller, catalog, name, action).table();
  }

  /** A table, and what the caller's reading of it is held to. */
  public record Opened(Table table, ReadLimits limits) {}

  /** Like {@link #requireTable}, for who is about to read. */
  public Opened openTable(
      Transaction tx, Principal caller, CatalogId catalog, TableName name, Action action) {
    return open(
        find(
            tx,
            caller,
            action,
            tx.tables().find(catalog, name),
            Access::target,
            () -> noneIn(tx, caller, catalog, name.database(), Lookup.noTable(name))));
  }

  /** Like {@link #openTable(Transaction, Principal, CatalogId, TableName, Action)}. */
  public Opened openTable(
      Transaction tx, Principal caller, CatalogId catalog, TableId id, Action action) {
    TableBranch ref = TableBranch.main(id);
    return open(
        find(
            tx,
            caller,
            action,
            tx.tables().find(catalog, ref),
            Access::target,
            () -> Lookup.noTable(ref)));
  }

  /** What the caller's reading of tables that it may see is held to, in their order. */
  public List<Opened> openAll(Transaction tx, Principal caller, List<Table> tables) {
    Set<Securable> restricted = tx.grants().restricted(caller, clock.instant());
    return tables.stream()
        .map(
            table ->
                restricted.contains(target(table).thing())
                    ? opened(tx, caller, table)
                    : new Opened(table, ReadLimits.NONE))
        .toList();
  }

  private static Opened open(Found<Table> found) {
    return new Opened(
        found.thing(), ReadLimits.on(found.standing(), target(found.thing()), found.held()));
  }

  private Opened opened(Transaction tx, Principal caller, Table table) {
    Target target = target(table);
    GrantStore.Rights rights = tx.grants().rights(caller, target.path(), clock.instant());
    return new Opened(table, ReadLimits.on(rights.standing(), target, rights.held()));
  }

  public View requireView(
      Transaction tx, Principal caller, CatalogId catalog, ViewName name, Action action) {
    return require(
        tx, caller, action, tx.views().find(catalog, name), Access::target, () -> noView(name));
  }

  public Function requireFunction(
      Transaction tx, Principal caller, CatalogId catalog, FunctionName name, Action action) {
    return require(
        tx,
        caller,
        action,
        tx.functions().find(catalog, name),
        Access::target,
        () -> noFunction(name));
  }

  /**
   * About what is no one thing.
   *
   * @throws Forbidden when a policy is against it, or it is for administrators
   */
  public void require(Transaction tx, Principal caller, Action action) {
    requireAllowed(Decision.on(tx.principals().standing(caller), action));
  }

  /**
   * Through whose eyes a listing in a catalog or database is.
   *
   * @param kind of what is listed
   */
  public Sight sight(Transaction tx, Principal caller, Target container, Kind kind) {
    GrantStore.Rights rights = tx.grants().rights(caller, container.path(), clock.instant());
    boolean all =
        rights.standing().isAdministrator()
            || rights.held().stream()
                .anyMatch(held -> held.privilege().map(each -> each.reveals(kind)).orElse(true));
    return all ? Sight.OF_ALL : Sight.of(caller, clock.instant());
  }

  /** Through whose eyes a listing of catalogs is. */
  public Sight sight(Transaction tx, Principal caller) {
    return tx.principals().standing(caller).isAdministrator()
        ? Sight.OF_ALL
        : Sight.of(caller, clock.instant());
  }

  /**
   * What a resource is, for whoever may see it.
   *
   * @throws NotFound for it or what it is in, also when the caller may not see it
   */
  public Target requireSeen(Transaction tx, Principal caller, Resource resource) {
    Catalog catalog =
        seen(
            tx,
            caller,
            findCatalog(tx, resource.catalog()),
            Access::target,
            () -> Lookup.noCatalog(resource.catalog()));
    if (resource.kind() == Kind.CATALOG) {
      return target(catalog);
    }
    String databaseName = resource.database().orElseThrow();
    Database database =
        seen(
            tx,
            caller,
            tx.databases().find(catalog.id(), databaseName),
            Access::target,
            () -> Lookup.noDatabase(databaseName));
    if (resource.kind() == Kind.DATABASE) {
      return target(database);
    }
    return requireSeen(tx, caller, catalog.id(), databaseName, resource);
  }

  private Target requireSeen(
      Transaction tx, Principal caller, CatalogId catalog, String database, Resource resource) {
    String name = resource.name().orElseThrow();
    return switch (resource.kind()) {
      case VIEW -> {
        ViewName view = new ViewName(database, name);
        yield target(
            seen(tx, caller, tx.views().find(catalog, view), Access::target, () -> noView(view)));
      }
      case FUNCTION -> {
        FunctionName function = new FunctionName(database, name);
        yield target(
            seen(
                tx,
                caller,
                tx.functions().find(catalog, function),
                Access::target,
                () -> noFunction(function)));
      }
      case CATALOG, DATABASE, TABLE -> {
        TableName table = new TableName(database, name);
        yield target(
            seen(
                tx,
                caller,
                tx.tables().find(catalog, table),
                Access::target,
                () -> Lookup.noTable(table)));
      }
    };
  }

  /** Like {@link #requireSeen}, for an action on things of any kind. */
  public Target requireTarget(Transaction tx, Principal caller, Resource resource, Action action) {
    require(tx, caller, action);
    Target target = requireSeen(tx, caller, resource);
    requireAllowed(explain(tx, caller, action, target));
    return target;
  }

  private <T> T seen(
      Transaction tx,
      Principal caller,
      Optional<T> found,
      java.util.function.Function<T, Target> targetOf,
      Supplier<NotFound> missing) {
    return found.filter(each -> isSeen(tx, caller, targetOf.apply(each))).orElseThrow(missing);
  }

  /** What would be decided, and why. */
  public Decision explain(Transaction tx, Principal user, Action action, Target target) {
    GrantStore.Rights rights = tx.grants().rights(user, target.path(), clock.instant());
    return Decision.on(
        rights.standing(), action, target, rights.held(), () -> seesInside(tx, user, target));
  }

  /** What would be decided of grants alone, and why. */
  public Decision explain(Transaction tx, Principal user, Privilege privilege, Target target) {
    GrantStore.Rights rights = tx.grants().rights(user, target.path(), clock.instant());
    return Decision.on(
        rights.standing(), privilege, target, rights.held(), () -> seesInside(tx, user, target));
  }

  private boolean seesInside(Transaction tx, Principal caller, Target target) {
    return tx.grants().seesInside(Sight.of(caller, clock.instant()), target.thing());
  }

  private <T> T require(
      Transaction tx,
      Principal caller,
      Action action,
      Optional<T> found,
      java.util.function.Function<T, Target> targetOf,
      Supplier<NotFound> missing) {
    return find(tx, caller, action, found, targetOf, missing).thing();
  }

  /** What the caller may do, and what that was decided by. */
  private record Found<T>(T thing, Standing standing, List<Held> held) {}

  private <T> Found<T> find(
      Transaction tx,
      Principal caller,
      Action action,
      Optional<T> found,
      java.util.function.Function<T, Target> targetOf,
      Supplier<NotFound> missing) {
    if (found.isEmpty()) {
      require(tx, caller, action);
      throw missing.get();
    }
    Target target = targetOf.apply(found.get());
    GrantStore.Rights rights = tx.grants().rights(caller, target.path(), clock.instant());
    Decision decision =
        Decision.on(
            rights.standing(), action, target, rights.held(), () -> seesInside(tx, caller, target));
    if (decision.outcome() == Decision.Outcome.HIDDEN) {
      throw missing.get();
    }
    requireAllowed(decision);
    return new Found<>(found.get(), rights.standing(), rights.held());
  }

  // Which of the two is told missing must not depend on a database that the caller may not see.
  private NotFound noneIn(
      Transaction tx, Principal caller, CatalogId catalog, String name, NotFound missing) {
    return tx.databases()
        .find(catalog, name)
        .filter(database -> isSeen(tx, caller, target(database)))
        .map(database -> missing)
        .orElseGet(() -> Lookup.noDatabase(name));
  }

  private boolean isSeen(Transaction tx, Principal caller, Target target) {
    // Only whether it is hidden matters, which is the same for every privilege.
    return explain(tx, caller, Privilege.DESCRIBE, target).outcome() != Decision.Outcome.HIDDEN;
  }

  private static Optional<Catalog> findCatalog(Transaction tx, String nameOrId) {
    return tx.catalogs().findByName(nameOrId).or(() -> tx.catalogs().find(new CatalogId(nameOrId)));
  }

  private static NotFound noView(ViewName name) {
    return new NotFound(ResourceKind.VIEW, name.view(), "View '" + name + "' does not exist");
  }

  private static NotFound noFunction(FunctionName name) {
    return new NotFound(
        ResourceKind.FUNCTION, name.function(), "Function '" + name + "' does not exist");
  }

  private static void requireAllowed(Decision decision) {
    if (!decision.isAllowed()) {
      throw new Forbidden(decision.because());
    }
  }

  public static Target target(Catalog catalog) {
    return new Target(List.of(securable(catalog.id())), catalog.name());
  }

  public static Target target(Database database) {
    return new Target(
        List.of(securable(database.id()), securable(database.catalogId())), database.name());
  }

  public static Target target(Table table) {
    return inside(
        Kind.TABLE, table.id().value(), table.databaseId(), table.catalogId(), table.name());
  }

  public static Target target(View view) {
    return inside(Kind.VIEW, view.id().value(), view.databaseId(), view.catalogId(), view.name());
  }

  public static Target target(Function function) {
    return inside(
        Kind.FUNCTION,
        function.id().value(),
        function.databaseId(),
        function.catalogId(),
        function.name());
  }

  private static Target inside(
      Kind kind, String id, DatabaseId database, CatalogId catalog, Object name) {
    return new Target(
        List.of(new Securable(kind, id), securable(database), securable(catalog)), name.toString());
  }

  private static Securable securable(CatalogId id) {
    return new Securable(Kind.CATALOG, id.value());
  }

  private static Securable securable(DatabaseId id) {
    return new Securable(Kind.DATABASE, id.value());
  }
}
