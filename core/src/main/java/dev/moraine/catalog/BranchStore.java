package dev.moraine.catalog;

import java.util.List;
import java.util.Optional;

/** Port: the branches of tables, {@code main} not among them. */
public interface BranchStore {
  Optional<Branch> find(TableBranch ref);

  /** By name, ascending. */
  List<BranchName> list(TableId table);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Branch branch);

  /**
   * Gives the branch another name, with its head and partitions.
   *
   * @return false when there is no such branch or the name is taken; nothing was written
   */
  boolean rename(TableBranch ref, BranchName name, Provenance provenance);

  /**
   * Deletes the branch with its head and partitions.
   *
   * @return false when it was gone already
   */
  boolean delete(TableBranch ref);

  /** Notes that the table's own files are being replaced by those of this branch. */
  void beginForward(TableBranch ref);

  /** Takes the note of {@link #beginForward} back. */
  void endForward(TableBranch ref);

  /** The branch whose forward was begun and not ended. */
  Optional<BranchName> findForward(TableId table);
}
