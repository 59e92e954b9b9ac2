package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a table over to one of its branches, or to another schema with nothing in it.
 *
 * <p>Both put files into the table's folder before the head moves that would be wrong without it: a
 * branch's have names that are taken, and a new schema makes nonsense of the rows that are there.
 * So either is noted first, and whoever comes into the table's lock after a crash ends it before
 * anything else is done. To be called inside that lock.
 */
public final class Forwards {
  private final Transactions transactions;
  private final BranchFiles files;
  private final TableFiles tableFiles;
  private final SnapshotFiles snapshots;
  private final Clock clock;

  public Forwards(
      Transactions transactions,
      BranchFiles files,
      TableFiles tableFiles,
      SnapshotFiles snapshots,
      Clock clock) {
    this.transactions = transactions;
    this.files = files;
    this.tableFiles = tableFiles;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  private record Left(Optional<BranchName> branch, Optional<Replacement> replacement) {}

  /** Ends what was begun and not ended, if there is something. */
  public void endLeft(Principal caller, Table table) {
    Left left = transactions.read(tx -> findLeft(tx, table.id()));
    left.branch().ifPresent(branch -> end(caller, table, branch));
    left.replacement().ifPresent(replacement -> end(caller, table, replacement));
  }

  private static Left findLeft(Transaction tx, TableId table) {
    return new Left(tx.branches().findForward(table), tx.tables().findReplacement(table));
  }

  /**
   * Gives a table another schema and nothing in it; older snapshots can still be read.
   *
   * @param next of which no file is there yet
   */
  void replace(Principal caller, Table table, TableSchema next) {
    Optional<Head> head = transactions.read(tx -> tx.heads().find(table.ref()));
    // Reading the manifests is what may fail for good, so it comes before there is anything to end.
    Optional<Snapshot> empty =
        head.map(from -> snapshots.emptied(table, from.snapshot(), next.id()));
    Replacement replacement = new Replacement(next, empty.map(Snapshot::json));
    transactions.write(
        tx -> {
          tx.tables().beginReplacement(table.id(), replacement);
          return replacement;
        });
    end(caller, table, replacement);
  }

  private void end(Principal caller, Table table, Replacement replacement) {
    TableBranch ref = TableBranch.main(table.id());
    Table main = transactions.read(tx -> Lookup.requireTable(tx, table.catalogId(), ref));
    Optional<Snapshot> empty = replacement.emptySnapshotJson().map(snapshots::parse);
    tableFiles.putSchema(main, replacement.schema());
    empty.ifPresent(snapshot -> put(main, snapshot));
    transactions.write(tx -> move(tx, caller, main, replacement.schema(), empty));
    empty.ifPresent(snapshot -> snapshots.hintLatest(main.location(), snapshot.id()));
  }

  private void put(Table main, Snapshot empty) {
    // What is ahead of the head was left by a crash, and would be in the way.
    transactions
        .read(tx -> tx.heads().find(main.ref()))
        .ifPresent(head -> snapshots.cleanYoungerThan(main, head.snapshot()));
    snapshots.replace(main.location(), empty);
  }

  private Table move(
      Transaction tx, Principal caller, Table main, TableSchema schema, Optional<Snapshot> empty) {
    Provenance provenance = main.provenance().updated(caller, clock.instant());
    boolean moved = tx.tables().updateSchema(main, schema, provenance);
    if (empty.isPresent()) {
      Head from = tx.heads().find(main.ref()).orElseThrow();
      Head to = Head.counted(empty.get(), List.of(), from.version() + 1);
      moved &= tx.heads().advance(main.ref(), Optional.of(from), to);
    }
    requireMoved(main, moved);
    tx.partitions().replaceAll(main.ref(), Map.of(), provenance);
    tx.tables().endReplacement(main.id());
    return main;
  }

  /**
   * @param table any branch of the table
   * @param branch has a head
   */
  public void run(Principal caller, Table table, BranchName branch) {
    transactions.write(
        tx -> {
          tx.branches().beginForward(new TableBranch(table.id(), branch));
          return branch;
        });
    end(caller, table, branch);
  }

  private void end(Principal caller, Table table, BranchName branch) {
    TableBranch source = new TableBranch(table.id(), branch);
    files.publish(table, branch);
    Head head = transactions.write(tx -> move(tx, caller, table, source));
    TableSchema schema =
        transactions.read(tx -> Lookup.requireTable(tx, table.catalogId(), source).schema());
    files.sweep(table, branch, head.snapshot(), schema);
    transactions.write(
        tx -> {
          tx.branches().endForward(source);
          return source;
        });
  }

  private Head move(Transaction tx, Principal caller, Table table, TableBranch source) {
    Table main = Lookup.requireTable(tx, table.catalogId(), TableBranch.main(table.id()));
    Table forwarded = Lookup.requireTable(tx, table.catalogId(), source);
    Head to = tx.heads().find(source).orElseThrow();
    Optional<Head> from = tx.heads().find(main.ref());
    Head next = to.withVersion(from.map(Head::version).orElse(0L) + 1);
    requireMoved(
        main,
        tx.heads().advance(main.ref(), from, next)
            && tx.tables()
                .updateSchema(
                    main, forwarded.schema(), main.provenance().updated(caller, clock.instant())));
    tx.partitions().copyAll(source, main.ref());
    return next;
  }

  // Nobody else is in the table's lock, so neither row can have changed since it was read.
  private static void requireMoved(Table main, boolean moved) {
    if (!moved) {
      throw new IllegalStateException("Table '" + main.name() + "' changed inside its lock");
    }
  }
}
