package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.access.Privilege;
import dev.moraine.access.Securable.Kind;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Use cases on views. */
public final class ViewService {
  private final Transactions transactions;
  private final Access access;
  private final Clock clock;
  private final Supplier<UUID> ids;

  public ViewService(Transactions transactions, Access access, Clock clock, Supplier<UUID> ids) {
    this.transactions = transactions;
    this.access = access;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * @throws AlreadyExists when a view or a table has the name
   */
  public View create(Principal caller, CatalogId catalog, ViewName name, ViewSchema schema) {
    TableName relation = requireValid(name);
    return transactions.write(
        tx -> {
          View view =
              new View(
                  new ViewId(ids.get().toString()),
                  catalog,
                  access
                      .holdDatabase(tx, caller, catalog, name.database(), Action.CREATE_VIEW)
                      .id(),
                  name,
                  schema,
                  Provenance.of(caller, clock.instant()),
                  0);
          if (RelationNames.isTaken(tx, catalog, relation) || !tx.views().insert(view)) {
            throw nameTaken(name);
          }
          return view;
        });
  }

  public View get(Principal caller, CatalogId catalog, ViewName name) {
    return transactions.read(tx -> access.requireView(tx, caller, catalog, name, Action.GET_VIEW));
  }

  public Page<View> list(
      Principal caller, CatalogId catalog, String database, NamePattern pattern, PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Database in =
                  access.requireDatabase(tx, caller, catalog, database, Action.LIST_VIEWS);
              return tx.views()
                  .list(
                      in.id(),
                      pattern,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.VIEW));
            }),
        page,
        view -> view.name().view());
  }

  public Page<ViewName> listAll(
      Principal caller,
      CatalogId catalog,
      NamePattern databases,
      NamePattern views,
      PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Catalog in = access.requireCatalog(tx, caller, catalog, Action.LIST_VIEWS_GLOBALLY);
              return tx.views()
                  .listAll(
                      catalog,
                      databases,
                      views,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.VIEW));
            }),
        page,
        ViewName::toString);
  }

  /**
   * Takes the steps in their order: all of them, or none when one is refused.
   *
   * @throws AlreadyExists for a dialect that is to be added
   * @throws NotFound for the view, or a dialect that is to be changed or dropped
   */
  public View alter(Principal caller, CatalogId catalog, ViewName name, List<ViewChange> changes) {
    return transactions.write(
        tx -> {
          View before = holdView(tx, caller, catalog, name, Action.ALTER_VIEW);
          ViewSchema schema = before.schema();
          for (ViewChange change : changes) {
            schema = change.applyTo(schema);
          }
          if (!tx.views()
              .update(before, schema, before.provenance().updated(caller, clock.instant()))) {
            throw changedMeanwhile(name);
          }
          return tx.views().find(catalog, name).orElseThrow();
        });
  }

  /**
   * @throws AlreadyExists when a view or a table has the name {@code destination}
   */
  public void rename(Principal caller, CatalogId catalog, ViewName source, ViewName destination) {
    TableName relation = requireValid(destination);
    boolean renamed =
        transactions.write(
            tx -> {
              View view = access.requireView(tx, caller, catalog, source, Action.RENAME_VIEW);
              Database database =
                  access.holdDestination(
                      tx,
                      caller,
                      catalog,
                      view.databaseId(),
                      destination.database(),
                      Privilege.CREATE_VIEW);
              if (RelationNames.isTaken(tx, catalog, relation)) {
                throw nameTaken(destination);
              }
              return tx.views()
                  .rename(
                      view,
                      database.id(),
                      destination,
                      view.provenance().updated(caller, clock.instant()));
            });
    if (!renamed) {
      throw changedMeanwhile(source);
    }
  }

  public void drop(Principal caller, CatalogId catalog, ViewName name) {
    transactions.write(
        tx -> tx.views().delete(holdView(tx, caller, catalog, name, Action.DROP_VIEW)));
  }

  // What a view may be called is what a table may be called.
  private static TableName requireValid(ViewName name) {
    Names.requireValid("view", name.view());
    return new TableName(name.database(), name.view());
  }

  // Holds the database first, so that nobody changes the view between this look and the write.
  private View holdView(
      Transaction tx, Principal caller, CatalogId catalog, ViewName name, Action action) {
    tx.databases().hold(catalog, name.database());
    return access.requireView(tx, caller, catalog, name, action);
  }

  private static AlreadyExists nameTaken(ViewName name) {
    return new AlreadyExists(ResourceKind.VIEW, name.view(), RelationNames.sentence(name));
  }

  private static Conflict changedMeanwhile(ViewName name) {
    return new Conflict("View '" + name + "' was changed at the same time; try again");
  }
}
