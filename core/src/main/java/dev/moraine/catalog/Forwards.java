package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes a table over to one of its branches.
 *
 * <p>The branch's files take the place of the table's own before the head moves, and several of
 * them have names that are taken. So the forward is noted first, and whoever comes into the table's
 * lock after a crash ends it before anything else is done. To be called inside that lock.
 */
public final class Forwards {
  private final Transactions transactions;
  private final BranchFiles files;
  private final Clock clock;

  public Forwards(Transactions transactions, BranchFiles files, Clock clock) {
    this.transactions = transactions;
    this.files = files;
    this.clock = clock;
  }

  private record Seen<T>(Optional<BranchName> left, T answer) {}

  /** Ends a forward that was begun and not ended, if there is one. */
  public void endLeft(Principal caller, Table table) {
    readAfterLeft(caller, table, tx -> table);
  }

  /** Like {@link #endLeft}, and reads; in the same transaction where there is nothing to end. */
  public <T> T readAfterLeft(Principal caller, Table table, Function<Transaction, T> question) {
    Seen<T> seen =
        transactions.read(
            tx -> new Seen<>(tx.branches().findForward(table.id()), question.apply(tx)));
    if (seen.left().isEmpty()) {
      return seen.answer();
    }
    end(caller, table, seen.left().get());
    return transactions.read(question);
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
    // Nobody else is in the table's lock, so neither row can have changed since it was read.
    if (!tx.heads().advance(main.ref(), from, next)
        || !tx.tables()
            .updateSchema(
                main, forwarded.schema(), main.provenance().updated(caller, clock.instant()))) {
      throw new IllegalStateException("Table '" + main.name() + "' changed inside its lock");
    }
    tx.partitions().copyAll(source, main.ref());
    return next;
  }
}
