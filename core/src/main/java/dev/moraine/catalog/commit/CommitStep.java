package dev.moraine.catalog.commit;

/** The moments of a commit after which a crash leaves something else behind, in their order. */
public enum CommitStep {
  /** The snapshot may become the next one; nothing is written. */
  ACCEPTED,
  /** The snapshot is on disk under another name. */
  DRAFT_WRITTEN,
  /** It has its own name too; the folder is not synced. */
  FILE_LINKED,
  /** The name was taken by what a crash had left; all beyond the head is deleted. */
  LEFTOVER_DELETED,
  /** The file is on disk; the head has not moved. */
  FILE_WRITTEN,
  /** Head and statistics are set in a transaction that is still open. */
  HEAD_SET,
  /** The transaction is over; the commit is in effect and nobody knows. */
  COMMITTED,
  /** All is done but the answer. */
  HINTED
}
