package dev.moraine.catalog;

import dev.moraine.access.Action;
import dev.moraine.access.Grant;
import dev.moraine.access.Privilege;
import dev.moraine.access.Securable.Kind;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.error.SchemaChangeRefused;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Use cases on tables: create, register, find, list, rename, alter, replace, drop. */
public final class TableService {
  private final Transactions transactions;
  private final Access access;
  private final TableFiles files;
  private final SnapshotFiles snapshots;
  private final DroppedFolders folders;
  private final Forwards forwards;
  private final TableLocks locks;
  private final RuleLanguage rules;
  private final Clock clock;
  private final Supplier<UUID> ids;

  public TableService(
      Transactions transactions,
      Access access,
      TableFiles files,
      SnapshotFiles snapshots,
      DroppedFolders folders,
      Forwards forwards,
      TableLocks locks,
      RuleLanguage rules,
      Clock clock,
      Supplier<UUID> ids) {
    this.transactions = transactions;
    this.access = access;
    this.files = files;
    this.snapshots = snapshots;
    this.folders = folders;
    this.forwards = forwards;
    this.locks = locks;
    this.rules = rules;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Makes a table: its folder and first schema file, then its row.
   *
   * <p>A managed table's folder carries the table's id, so no two tables ever share one. A crash in
   * between leaves a folder that no row names.
   *
   * @param definition Paimon's schema JSON
   * @throws AlreadyExists when a table or a view has the name
   * @throws Conflict when the definition names the folder of another table
   */
  public Table create(Principal caller, CatalogId catalogId, TableName name, String definition) {
    name.requireMain();
    TableFiles.Blueprint blueprint = files.interpret(definition);
    TableId id = new TableId(ids.get().toString());
    Parent parent = requireFree(caller, catalogId, name, blueprint.location(), Action.CREATE_TABLE);
    StorageLocation location =
        blueprint.location().orElseGet(() -> parent.catalog().location().child(id.value()));
    TableSchema schema = files.create(location, blueprint, definition);
    return insert(
        new Table(
            id,
            catalogId,
            parent.database().id(),
            name,
            blueprint.kind(),
            location,
            blueprint.location().isPresent(),
            schema,
            Provenance.of(caller, clock.instant()),
            0));
  }

  /**
   * Registers the Paimon table that already stands at {@code location}; the folder stays foreign.
   *
   * @throws Conflict when the folder is another table's already
   */
  public Table register(
      Principal caller, CatalogId catalogId, TableName name, StorageLocation location) {
    name.requireMain();
    Parent parent =
        requireFree(caller, catalogId, name, Optional.of(location), Action.REGISTER_TABLE);
    return insert(
        new Table(
            new TableId(ids.get().toString()),
            catalogId,
            parent.database().id(),
            name,
            TableKind.PAIMON,
            location,
            true,
            files.existingSchema(location),
            Provenance.of(caller, clock.instant()),
            0));
  }

  private record Parent(Catalog catalog, Database database) {}

  private Parent requireFree(
      Principal caller,
      CatalogId catalogId,
      TableName name,
      Optional<StorageLocation> foreign,
      Action action) {
    return transactions.read(
        tx -> {
          Database database =
              access.requireDatabase(tx, caller, catalogId, name.database(), action);
          if (RelationNames.isTaken(tx, catalogId, name)) {
            throw nameTaken(name);
          }
          foreign.ifPresent(folder -> TakenFolders.requireFree(tx, folder));
          return new Parent(Lookup.requireCatalog(tx, catalogId), database);
        });
  }

  private Table insert(Table table) {
    Optional<Adopted> adopted = adopt(table);
    boolean inserted =
        transactions.write(
            tx -> {
              // Read again: the database may have been dropped while the files were written.
              Lookup.holdDatabase(tx, table.catalogId(), table.name().database());
              if (table.foreign()) {
                TakenFolders.requireFree(tx, table.location());
              }
              if (RelationNames.isTaken(tx, table.catalogId(), table.name())
                  || !tx.tables().insert(table)) {
                return false;
              }
              adopted.ifPresent(
                  found -> {
                    tx.heads().advance(table.ref(), Optional.empty(), found.head());
                    tx.partitions().replaceAll(table.ref(), found.statistics(), table.provenance());
                  });
              return true;
            });
    if (!inserted) {
      if (!table.foreign()) {
        files.deleteFolder(table.location());
      }
      throw nameTaken(table.name());
    }
    return table;
  }

  private record Adopted(Head head, Map<Map<String, String>, PartitionStatistics> statistics) {}

  // A table that stood in the user's folder comes with its snapshots; without a head the next
  // commit would be snapshot 1 and take the place of the one that is there.
  private Optional<Adopted> adopt(Table table) {
    if (!table.foreign() || !table.kind().hasSnapshots()) {
      return Optional.empty();
    }
    List<Long> ids = snapshots.listIds(table.location());
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    return snapshots
        .read(table.location(), ids.get(ids.size() - 1))
        .map(
            newest -> {
              var statistics = snapshots.statistics(table, newest);
              return new Adopted(Head.counted(newest, statistics.values(), 1), statistics);
            });
  }

  private Table get(Principal caller, CatalogId catalog, TableName name, Action action) {
    return transactions.ask(tx -> access.requireTable(tx, caller, catalog, name, action));
  }

  private Table get(CatalogId catalog, TableBranch ref) {
    return transactions.read(tx -> Lookup.requireTable(tx, catalog, ref));
  }

  public Page<Table> list(
      Principal caller, CatalogId catalog, String database, TableFilter filter, PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Database in =
                  access.requireDatabase(tx, caller, catalog, database, Action.LIST_TABLES);
              return tx.tables()
                  .list(
                      in.id(),
                      filter,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.TABLE));
            }),
        page,
        table -> table.name().table());
  }

  public Page<TableName> listAll(
      Principal caller,
      CatalogId catalog,
      NamePattern databases,
      NamePattern tables,
      PageRequest page) {
    return Page.of(
        transactions.read(
            tx -> {
              Catalog in = access.requireCatalog(tx, caller, catalog, Action.LIST_TABLES_GLOBALLY);
              return tx.tables()
                  .listAll(
                      catalog,
                      databases,
                      tables,
                      page,
                      access.sight(tx, caller, Access.target(in), Kind.TABLE));
            }),
        page,
        TableName::toString);
  }

  /**
   * Gives a table another name; its id and folder stay, so writers go on under either name's id.
   */
  public void rename(Principal caller, CatalogId catalog, TableName source, TableName destination) {
    source.requireMain();
    destination.requireMain();
    boolean renamed =
        transactions.write(
            tx -> {
              Table table = access.requireTable(tx, caller, catalog, source, Action.RENAME_TABLE);
              Database database =
                  access.holdDestination(
                      tx,
                      caller,
                      catalog,
                      table.databaseId(),
                      destination.database(),
                      Privilege.CREATE_TABLE);
              if (RelationNames.isTaken(tx, catalog, destination)) {
                throw nameTaken(destination);
              }
              return tx.tables()
                  .rename(
                      table,
                      database.id(),
                      destination,
                      table.provenance().updated(caller, clock.instant()));
            });
    if (!renamed) {
      throw new Conflict("Table '" + source + "' was changed at the same time; try again");
    }
  }

  /** Frees the name at once; a managed table goes into the recycle bin of its catalog. */
  public void drop(Principal caller, CatalogId catalog, TableName name) {
    name.requireMain();
    TableId id = get(caller, catalog, name, Action.DROP_TABLE).id();
    // Inside the lock, so that no commit of this server is between its file and its row.
    boolean folderLeft =
        locks.inside(id, () -> transactions.write(tx -> remove(tx, caller, catalog, id)));
    if (folderLeft) {
      folders.deleteLeft();
    }
  }

  private boolean remove(Transaction tx, Principal caller, CatalogId catalog, TableId id) {
    return tx.tables()
        .find(catalog, TableBranch.main(id))
        .map(
            table ->
                TableRemoval.remove(
                    tx, Lookup.requireCatalog(tx, catalog), table, caller, clock.instant()))
        .orElse(false);
  }

  /**
   * Changes a table's schema or options.
   *
   * @param changes a JSON array of Paimon's schema changes
   */
  public Table alter(Principal caller, CatalogId catalog, TableName name, String changes) {
    return changeSchema(
        caller,
        catalog,
        name,
        Action.ALTER_TABLE,
        table -> {
          requireUnruled(table, rules.touched(changes));
          TableFiles.SchemaStep step = files.alter(table, changes);
          if (step instanceof TableFiles.SchemaStep.Behind behind) {
            Table caughtUp = moveTo(caller, table, behind.newest());
            step = files.alter(caughtUp, changes);
            return step instanceof TableFiles.SchemaStep.Written written
                ? moveTo(caller, caughtUp, written.schema())
                : throwChanged(name);
          }
          return moveTo(caller, table, ((TableFiles.SchemaStep.Written) step).schema());
        });
  }

  public Table rollbackSchema(Principal caller, CatalogId catalog, TableName name, long schemaId) {
    return changeSchema(
        caller,
        catalog,
        name,
        Action.ROLLBACK_SCHEMA,
        table -> {
          if (!table.kind().hasSnapshots()) {
            throw new InvalidRequest("Table '" + name + "' keeps no older schemas");
          }
          files.schema(table, schemaId).ifPresent(target -> requireUnruled(table, target));
          return moveTo(caller, table, files.rollbackSchema(table, schemaId));
        });
  }

  /**
   * Gives a table another schema and nothing in it. It stays the same table, so older snapshots can
   * still be read, and a commit that was made before loses its race.
   *
   * @param definition Paimon's schema JSON
   * @throws dev.moraine.error.NotImplemented for what only another table can be
   */
  public void replace(Principal caller, CatalogId catalog, TableName name, String definition) {
    name.requireMain();
    changeSchema(
        caller,
        catalog,
        name,
        Action.REPLACE_TABLE,
        table -> {
          TableSchema replacement = files.replacement(table, definition);
          requireUnruled(table, replacement);
          forwards.replace(caller, table, replacement);
          return get(catalog, table.ref());
        });
  }

  private void requireUnruled(Table table, TableSchema next) {
    List<RuleLanguage.Column> kept = rules.columns(next);
    requireUnruled(
        table,
        rules.columns(table.schema()).stream()
            .filter(column -> !kept.contains(column))
            .map(RuleLanguage.Column::name)
            .collect(Collectors.toSet()));
  }

  // Restrictions name columns. One that is gone, or is another one now, would leave them without
  // meaning.
  private void requireUnruled(Table table, Set<String> columns) {
    if (columns.isEmpty()) {
      return;
    }
    List<Grant> grants =
        transactions.read(tx -> tx.grants().on(Access.target(table).thing())).stream()
            .filter(grant -> grant.expiresAt().map(clock.instant()::isBefore).orElse(true))
            .toList();
    for (Grant grant : grants) {
      grant.restriction().namedColumns().stream()
          .filter(columns::contains)
          .findFirst()
          .ifPresent(
              column -> {
                throw new SchemaChangeRefused(
                    "The column '"
                        + column
                        + "' is named by the grant of SELECT to "
                        + grant.grantee()
                        + " ("
                        + grant.restriction()
                        + "); revoke that grant, or give it without the column, first");
              });
    }
  }

  private Table changeSchema(
      Principal caller,
      CatalogId catalog,
      TableName name,
      Action action,
      Function<Table, Table> change) {
    TableBranch ref = get(caller, catalog, name, action).ref();
    return locks.inside(
        ref.table(),
        () -> {
          forwards.endLeft(caller, get(catalog, ref));
          return change.apply(get(catalog, ref));
        });
  }

  private Table moveTo(Principal caller, Table table, TableSchema schema) {
    Provenance provenance = table.provenance().updated(caller, clock.instant());
    if (!transactions.write(tx -> tx.tables().updateSchema(table, schema, provenance))) {
      return throwChanged(table.name());
    }
    return get(table.catalogId(), table.ref());
  }

  private static Table throwChanged(TableName name) {
    throw new Conflict("Table '" + name + "' was changed at the same time; try again");
  }

  private static AlreadyExists nameTaken(TableName name) {
    return new AlreadyExists(ResourceKind.TABLE, name.table(), RelationNames.sentence(name));
  }
}
