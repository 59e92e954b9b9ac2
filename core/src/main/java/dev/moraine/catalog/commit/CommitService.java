package dev.moraine.catalog.commit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Use case: a client wants its snapshot to become a table's next one. */
public final class CommitService {
  private static final Logger log = LoggerFactory.getLogger(CommitService.class);

  private final Transactions transactions;
  private final Access access;
  private final SnapshotFiles snapshots;
  private final CommitQueue queue;
  private final CommitTurns turns;

  public CommitService(
      Transactions transactions,
      Access access,
      SnapshotFiles snapshots,
      TableFiles files,
      Forwards forwards,
      TableLocks locks,
      Rebase rebase,
      CommitTurns turns,
      CommitSteps steps,
      Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.snapshots = snapshots;
    this.turns = turns;
    this.queue =
        new CommitQueue(
            locks,
            new CommitArbiter(transactions, snapshots, files, forwards, rebase, steps, clock)
                ::settle);
  }

  /**
   * Decides on a commit; a loser's answer may be withheld until it is its turn, see {@link
   * CommitTurns}.
   *
   * @throws NotFound when there is no such table, or it is not the one that the client wrote for
   * @throws InvalidRequest when the snapshot is none, or the table's kind has none
   */
  public CompletableFuture<CommitOutcome> commit(
      Principal caller, CatalogId catalog, TableName name, CommitCommand command) {
    Table table =
        transactions.ask(tx -> access.requireTable(tx, caller, catalog, name, Action.COMMIT_TABLE));
    requireSameTable(table, command.tableId());
    Snapshot snapshot = snapshots.parse(command.snapshotJson());
    if (!table.kind().hasSnapshots()) {
      throw new InvalidRequest(
          "Table '"
              + name
              + "' is of the kind "
              + table.kind().optionValue()
              + ", which has no snapshots to commit");
    }
    return turns.submit(
        table.ref(),
        snapshot.commitUser(),
        snapshot.id(),
        () -> {
          CommitOutcome outcome = queue.settle(table, new PendingCommit(caller, snapshot, command));
          if (outcome instanceof CommitOutcome.Lost lost) {
            log.atDebug()
                .addKeyValue("table", name)
                .addKeyValue("snapshot", snapshot.id())
                .addKeyValue("reason", lost.reason())
                .log("Commit lost its race");
          }
          return outcome;
        });
  }

  private static void requireSameTable(Table table, Optional<TableId> tableId) {
    if (tableId.isPresent() && !tableId.get().equals(table.id())) {
      throw gone(table);
    }
  }

  static NotFound gone(Table table) {
    return new NotFound(
        ResourceKind.TABLE,
        table.name().table(),
        "Table '"
            + table.name()
            + "' is not the table that this commit was written for: that one"
            + " was dropped or replaced");
  }
}
