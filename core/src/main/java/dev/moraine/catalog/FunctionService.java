package dev.moraine.catalog;

import dev.moraine.access.Action;
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

/** Use cases on functions. */
public final class FunctionService {
  private final Transactions transactions;
  private final Access access;
  private final Clock clock;
  private final Supplier<UUID> ids;

  public FunctionService(
      Transactions transactions, Access access, Clock clock, Supplier<UUID> ids) {
    this.transactions = transactions;
    this.access = access;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * @throws AlreadyExists when the name is taken
   */
  public Function create(
      Principal caller, CatalogId catalog, FunctionName name, FunctionDescription description) {
    Names.requireValidFunction(name.function());
    return transactions.write(
        tx -> {
          Function function =
              new Function(
                  new FunctionId(ids.get().toString()),
                  catalog,
                  access
                      .holdDatabase(tx, caller, catalog, name.database(), Action.CREATE_FUNCTION)
                      .id(),
                  name,
                  description,
                  Provenance.of(caller, clock.instant()),
                  0);
          if (!tx.functions().insert(function)) {
            throw new AlreadyExists(
                ResourceKind.FUNCTION,
                name.function(),
                "There is a function '" + name + "' already");
          }
          return function;
        });
  }

  public Function get(Principal caller, CatalogId catalog, FunctionName name) {
    return transactions.read(
        tx -> access.requireFunction(tx, caller, catalog, name, Action.GET_FUNCTION));
  }

  public Page<Function> list(
      Principal caller, CatalogId catalog, String database, NamePattern pattern, PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Database in =
                  access.requireDatabase(tx, caller, catalog, database, Action.LIST_FUNCTIONS);
              return tx.functions()
                  .list(
                      in.id(),
                      pattern,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.FUNCTION));
            }),
        page,
        function -> function.name().function());
  }

  public Page<FunctionName> listAll(
      Principal caller,
      CatalogId catalog,
      NamePattern databases,
      NamePattern functions,
      PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Catalog in =
                  access.requireCatalog(tx, caller, catalog, Action.LIST_FUNCTIONS_GLOBALLY);
              return tx.functions()
                  .listAll(
                      catalog,
                      databases,
                      functions,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.FUNCTION));
            }),
        page,
        FunctionName::toString);
  }

  /**
   * Takes the steps in their order: all of them, or none when one is refused.
   *
   * @throws AlreadyExists for a definition that is to be added
   * @throws NotFound for the function, or a definition that is to be changed or dropped
   */
  public Function alter(
      Principal caller, CatalogId catalog, FunctionName name, List<FunctionChange> changes) {
    return transactions.write(
        tx -> {
          // So that nobody changes the function between this look and the write.
          tx.databases().hold(catalog, name.database());
          Function before =
              access.requireFunction(tx, caller, catalog, name, Action.ALTER_FUNCTION);
          FunctionDescription description = before.description();
          for (FunctionChange change : changes) {
            description = change.applyTo(description);
          }
          if (!tx.functions()
              .update(before, description, before.provenance().updated(caller, clock.instant()))) {
            throw new Conflict("Function '" + name + "' was changed at the same time; try again");
          }
          return tx.functions().find(catalog, name).orElseThrow();
        });
  }

  public void drop(Principal caller, CatalogId catalog, FunctionName name) {
    transactions.write(
        tx ->
            tx.functions()
                .delete(
                    access.requireFunction(tx, caller, catalog, name, Action.DROP_FUNCTION).id()));
  }
}
