package dev.moraine.catalog.commit;

import dev.moraine.catalog.Snapshot;

/** What became of a commit; a lost race is no error. */
public sealed interface CommitOutcome {
  /** The snapshot is the table's newest, durably. */
  record Committed(Snapshot snapshot) implements CommitOutcome {}

  /** The very same commit was done before; nothing was changed now. */
  record Replayed(Snapshot snapshot) implements CommitOutcome {}

  /** Another commit came first; the client rebuilds on it and tries again. */
  record Lost(String reason) implements CommitOutcome {}

  default boolean isInEffect() {
    return !(this instanceof Lost);
  }
}
