package dev.moraine.catalog.doctor;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Replacement;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.doctor.Difference.Kind;
import dev.moraine.error.StorageUnavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds one table's rows, those of its branches among them, against its files. */
final class TableCheck {
  private final Transactions transactions;
  private final SnapshotFiles snapshots;
  private final StoredTables stored;

  TableCheck(Transactions transactions, SnapshotFiles snapshots, StoredTables stored) {
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.stored = stored;
  }

  /** The table itself or one of its branches. */
  record Line(Table table, Optional<Head> head) {}

  /**
   * A table's rows as they were at one moment.
   *
   * @param lines the table itself, then its branches by name
   * @param forward the branch that was taking the table over
   * @param replacement what was taking the table's place
   */
  private record Rows(
      List<Line> lines, Optional<BranchName> forward, Optional<Replacement> replacement) {
    Table table() {
      return lines.get(0).table();
    }
  }

  /** The table itself, then its branches by name; empty when it was dropped meanwhile. */
  List<Line> lines(Catalog catalog, TableId id) {
    return rows(catalog, id).map(Rows::lines).orElse(List.of());
  }

  private Optional<Rows> rows(Catalog catalog, TableId id) {
    return transactions.read(
        tx -> {
          List<TableBranch> refs = new ArrayList<>(List.of(TableBranch.main(id)));
          tx.branches().list(id).forEach(name -> refs.add(new TableBranch(id, name)));
          List<Line> lines =
              refs.stream()
                  .flatMap(ref -> tx.tables().find(catalog.id(), ref).stream())
                  .map(table -> new Line(table, tx.heads().find(table.ref())))
                  .toList();
          return lines.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Rows(lines, tx.branches().findForward(id), tx.tables().findReplacement(id)));
        });
  }

  List<Difference> check(Catalog catalog, TableId id, StoredTables.Depth depth) {
    Optional<Rows> rows = rows(catalog, id);
    if (rows.isEmpty() || !isOnFiles(rows.get().table())) {
      return List.of();
    }
    List<Difference> found = new ArrayList<>();
    Table table = rows.get().table();
    if (!stored.isFolder(table.location())) {
      found.add(
          of(
              Kind.FOLDER_MISSING,
              catalog,
              table,
              "its folder " + table.location() + " is missing"));
    } else if (table.kind().hasSnapshots()) {
      rows.get()
          .forward()
          .ifPresent(
              branch ->
                  found.add(
                      of(
                          Kind.FORWARD_INTERRUPTED,
                          catalog,
                          table,
                          "the forward of its branch '"
                              + branch
                              + "' was begun and not ended; the next commit ends it")));
      rows.get()
          .replacement()
          .ifPresent(
              replacement ->
                  found.add(
                      of(
                          Kind.REPLACEMENT_INTERRUPTED,
                          catalog,
                          table,
                          "its replacement by schema "
                              + replacement.schema().id()
                              + " was begun and not ended; the next commit ends it")));
      rows.get().lines().forEach(line -> found.addAll(check(catalog, line, depth)));
      found.addAll(unknownBranches(catalog, rows.get()));
    }
    return found;
  }

  // The folder of a table of another kind, where the user chose it, is the user's to make.
  private boolean isOnFiles(Table table) {
    return stored.canSee(table.location())
        && (!table.foreign() || table.kind().hasSnapshots() || table.kind() == TableKind.FORMAT);
  }

  private List<Difference> check(Catalog catalog, Line line, StoredTables.Depth depth) {
    List<Difference> found = new ArrayList<>();
    checkSchema(found, catalog, line.table());
    try {
      checkSnapshots(found, catalog, line);
    } catch (StorageUnavailable e) {
      // Damaged: whatever it is, it is not the head.
      found.add(of(Kind.SNAPSHOT_FILE_DIFFERS, catalog, line.table(), e.sentence()));
    }
    line.head()
        .map(head -> stored.missingFiles(line.table(), head.snapshot(), depth))
        .filter(missing -> !missing.isEmpty())
        .ifPresent(
            missing ->
                found.add(
                    of(
                        Kind.FILES_MISSING,
                        catalog,
                        line.table(),
                        missing.size()
                            + (missing.size() == 1 ? " file is missing: " : " files are missing: ")
                            + missing.get(0)
                            + (missing.size() == 1 ? "" : ", ..."))));
    return found;
  }

  private void checkSchema(List<Difference> found, Catalog catalog, Table table) {
    List<Long> ids = stored.schemaIds(table.branchFolder());
    long id = table.schema().id();
    if (!ids.contains(id)) {
      found.add(
          of(
              Kind.SCHEMA_FILE_MISSING,
              catalog,
              table,
              "the file of its schema " + id + " is missing"));
    }
    List<Long> ahead = ids.stream().filter(each -> each > id).toList();
    if (!ahead.isEmpty()) {
      found.add(
          of(
              Kind.SCHEMA_FILES_AHEAD,
              catalog,
              table,
              "schema files are ahead of schema " + id + ": " + range(ahead)));
    }
  }

  private void checkSnapshots(List<Difference> found, Catalog catalog, Line line) {
    StorageLocation folder = line.table().branchFolder();
    long id = line.head().map(head -> head.snapshot().id()).orElse(0L);
    List<Long> ahead = snapshots.listIds(folder).stream().filter(each -> each > id).toList();
    if (!ahead.isEmpty()) {
      found.add(
          of(
              Kind.SNAPSHOT_FILES_AHEAD,
              catalog,
              line.table(),
              (id == 0
                      ? "there is no head, and snapshot files"
                      : "the head is " + id + ", and files")
                  + " are ahead of it: "
                  + range(ahead)
                  + "; the next commit replaces them"));
    }
    if (line.head().isPresent()) {
      Snapshot head = line.head().get().snapshot();
      Optional<Snapshot> file = snapshots.read(folder, id);
      if (file.isEmpty()) {
        found.add(
            of(
                Kind.SNAPSHOT_FILE_MISSING,
                catalog,
                line.table(),
                "the head is " + id + ", and the file of that snapshot is missing"));
      } else if (!file.get().isSameCommitAs(head)) {
        found.add(
            of(
                Kind.SNAPSHOT_FILE_DIFFERS,
                catalog,
                line.table(),
                "the head is " + id + ", and the file of that snapshot is of another commit"));
      }
    }
  }

  private List<Difference> unknownBranches(Catalog catalog, Rows rows) {
    Set<String> known = new HashSet<>();
    rows.lines().forEach(line -> known.add(line.table().name().branch().value()));
    return stored.branches(rows.table().location()).stream()
        .filter(name -> !known.contains(name))
        .map(
            name ->
                of(
                    Kind.UNKNOWN_BRANCH,
                    catalog,
                    rows.table(),
                    "it has a folder of the branch '" + name + "', which no row names"))
        .toList();
  }

  private static String range(List<Long> ids) {
    return ids.size() == 1 ? ids.get(0).toString() : ids.get(0) + " to " + ids.get(ids.size() - 1);
  }

  private static Difference of(Kind kind, Catalog catalog, Table table, String sentence) {
    return new Difference(
        kind,
        catalog.name(),
        table.name().toString(),
        Optional.of(table.id()),
        table.branchFolder(),
        sentence);
  }
}
