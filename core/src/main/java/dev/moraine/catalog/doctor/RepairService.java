package dev.moraine.catalog.doctor;

import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Lookup;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableSchema;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.doctor.Difference.Kind;
import dev.moraine.catalog.doctor.StoredTables.Depth;
import dev.moraine.error.Conflict;
import dev.moraine.error.MoraineException;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the database and the warehouse together where they differ.
 *
 * <p>Which of the two is right nobody can tell from them alone: after a backup was restored it is
 * the warehouse, after a crash in the middle of a rollback the database. So the operator says.
 * Nothing is deleted either way, and each table is changed inside its lock.
 */
public final class RepairService {
  private final Transactions transactions;
  private final SnapshotFiles snapshots;
  private final TableFiles files;
  private final StoredTables stored;
  private final TableCheck tableCheck;
  private final Forwards forwards;
  private final TableLocks locks;
  private final TableService tables;
  private final Clock clock;

  public RepairService(
      Transactions transactions,
      SnapshotFiles snapshots,
      TableFiles files,
      StoredTables stored,
      Forwards forwards,
      TableLocks locks,
      TableService tables,
      Clock clock) {
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.files = files;
    this.stored = stored;
    this.tableCheck = new TableCheck(transactions, snapshots, stored);
    this.forwards = forwards;
    this.locks = locks;
    this.tables = tables;
    this.clock = clock;
  }

  /** Which side is right. */
  public enum Side {
    /** Rows take the newest schema and the newest whole snapshot that are in storage. */
    WAREHOUSE,
    /** Files of the row's schema and head that are missing are written from the row. */
    DATABASE
  }

  /**
   * @return what was done, a sentence each
   */
  public List<String> repair(Principal caller, List<Difference> differences, Side side) {
    List<String> done = new ArrayList<>();
    for (Map.Entry<TableId, String> each : tablesOf(differences).entrySet()) {
      Catalog catalog = transactions.read(tx -> Lookup.requireCatalog(tx, each.getValue()));
      try {
        done.addAll(
            locks.inside(each.getKey(), () -> repair(caller, catalog, each.getKey(), side)));
      } catch (MoraineException e) {
        done.add("Not repaired, table " + each.getKey() + ": " + e.sentence());
      }
    }
    return done;
  }

  private static Map<TableId, String> tablesOf(List<Difference> differences) {
    Map<TableId, String> tables = new LinkedHashMap<>();
    for (Difference difference : differences) {
      // Without its folder nothing of a table is left to go by.
      if (difference.kind() != Kind.FOLDER_MISSING) {
        difference.table().ifPresent(table -> tables.put(table, difference.catalog()));
      }
    }
    return tables;
  }

  private List<String> repair(Principal caller, Catalog catalog, TableId id, Side side) {
    List<TableCheck.Line> before = tableCheck.lines(catalog, id);
    if (before.isEmpty()) {
      return List.of();
    }
    forwards.endLeft(caller, before.get(0).table());
    List<String> done = new ArrayList<>();
    for (TableCheck.Line line : tableCheck.lines(catalog, id)) {
      switch (side) {
        case WAREHOUSE -> {
          followSchema(caller, line.table()).ifPresent(done::add);
          followSnapshots(caller, catalog, line).ifPresent(done::add);
        }
        case DATABASE -> {
          if (stored.putSchema(line.table().branchFolder(), line.table().schema())) {
            done.add(line.table().name() + ": wrote schema file " + line.table().schema().id());
          }
          writeHead(line).ifPresent(done::add);
        }
      }
    }
    return done;
  }

  private Optional<String> followSchema(Principal caller, Table table) {
    List<Long> ids = stored.schemaIds(table.branchFolder());
    if (ids.isEmpty() || ids.get(ids.size() - 1) == table.schema().id()) {
      return Optional.empty();
    }
    TableSchema newest = files.existingSchema(table.branchFolder());
    boolean moved =
        transactions.write(
            tx ->
                tx.tables()
                    .updateSchema(
                        table, newest, table.provenance().updated(caller, clock.instant())));
    if (!moved) {
      throw changed(table);
    }
    return Optional.of(
        table.name() + ": schema moved from " + table.schema().id() + " to " + newest.id());
  }

  private Optional<String> followSnapshots(
      Principal caller, Catalog catalog, TableCheck.Line line) {
    // As it is now: its schema may just have moved.
    Table table =
        transactions.read(tx -> Lookup.requireTable(tx, catalog.id(), line.table().ref()));
    Optional<Snapshot> newest = newestWhole(table);
    Optional<Snapshot> head = line.head().map(Head::snapshot);
    if (newest.isEmpty() || head.filter(newest.get()::isSameCommitAs).isPresent()) {
      return Optional.empty();
    }
    Map<Map<String, String>, PartitionStatistics> statistics =
        snapshots.statistics(table, newest.get());
    Head next =
        Head.counted(
            newest.get(), statistics.values(), line.head().map(Head::version).orElse(0L) + 1);
    boolean moved =
        transactions.write(
            tx -> {
              if (!tx.heads().advance(table.ref(), line.head(), next)) {
                return false;
              }
              tx.partitions()
                  .replaceAll(
                      table.ref(), statistics, table.provenance().updated(caller, clock.instant()));
              return true;
            });
    if (!moved) {
      throw changed(table);
    }
    return Optional.of(
        table.name()
            + ": head moved from "
            + head.map(snapshot -> Long.toString(snapshot.id())).orElse("none")
            + " to "
            + newest.get().id());
  }

  private Optional<Snapshot> newestWhole(Table table) {
    Set<Long> schemas = Set.copyOf(stored.schemaIds(table.branchFolder()));
    return snapshots.listIds(table.branchFolder()).stream()
        .sorted(Comparator.reverseOrder())
        .flatMap(id -> snapshots.read(table.branchFolder(), id).stream())
        .filter(snapshot -> schemas.contains(snapshot.schemaId()))
        .filter(snapshot -> stored.missingFiles(table, snapshot, Depth.MANIFESTS).isEmpty())
        .findFirst();
  }

  private Optional<String> writeHead(TableCheck.Line line) {
    Table table = line.table();
    Optional<Snapshot> head = line.head().map(Head::snapshot);
    // A head whose manifests are gone is not worth its file.
    if (head.isEmpty()
        || !stored.missingFiles(table, head.get(), Depth.MANIFESTS).isEmpty()
        || !snapshots.putIfAbsent(table.branchFolder(), List.of(head.get())).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(table.name() + ": wrote snapshot file " + head.get().id());
  }

  /**
   * Makes tables of the folders that hold one and that no row names, each under its folder's name.
   * They are the user's, as with {@link TableService#register}: dropping them leaves the folder.
   *
   * @param database in the catalog in whose folder they are
   * @return what was done, a sentence each
   */
  public List<String> register(Principal caller, List<Difference> differences, String database) {
    List<String> done = new ArrayList<>();
    for (Difference difference : differences) {
      if (difference.kind() != Kind.UNKNOWN_FOLDER
          || difference.catalog().isEmpty()
          || stored.schemaIds(difference.folder()).isEmpty()) {
        continue;
      }
      StorageLocation folder = difference.folder();
      Catalog catalog = transactions.read(tx -> Lookup.requireCatalog(tx, difference.catalog()));
      try {
        TableName name = new TableName(database, difference.subject());
        tables.register(caller, catalog.id(), name, folder);
        done.add(name + ": registered from " + folder);
      } catch (MoraineException e) {
        done.add("Not registered, folder " + folder + ": " + e.sentence());
      }
    }
    return done;
  }

  private static Conflict changed(Table table) {
    return new Conflict("Table '" + table.name() + "' was changed at the same time; try again");
  }
}
