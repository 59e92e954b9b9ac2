package dev.moraine.catalog.commit;

import dev.moraine.catalog.Snapshot;
import dev.moraine.identity.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A commit on its way; its fields are guarded by the table's lock. */
final class PendingCommit {
  private final Principal caller;
  private final Snapshot snapshot;
  private final CommitCommand command;
  private @Nullable CommitOutcome outcome;
  private @Nullable RuntimeException failure;

  PendingCommit(Principal caller, Snapshot snapshot, CommitCommand command) {
    this.caller = caller;
    this.snapshot = snapshot;
    this.command = command;
  }

  Principal caller() {
    return caller;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  CommitCommand command() {
    return command;
  }

  void settle(CommitOutcome decided) {
    outcome = decided;
  }

  void fail(RuntimeException thrown) {
    failure = thrown;
  }

  boolean isSettled() {
    return outcome != null || failure != null;
  }

  /**
   * @throws RuntimeException what the attempt threw
   */
  CommitOutcome outcome() {
    if (failure != null) {
      throw failure;
    }
    return Objects.requireNonNull(outcome);
  }
}
