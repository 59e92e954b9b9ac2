package dev.moraine.catalog;

import java.util.Optional;

/**
 * Port: the folders of branches, in Paimon's layout: each has schema, snapshot and tag files like
 * the table itself, and shares the data files with it.
 *
 * <p>To be called inside the table's lock. All methods throw {@link
 * dev.moraine.error.StorageUnavailable} when storage fails.
 */
public interface BranchFiles {
  boolean exists(Table table, BranchName branch);

  /**
   * Makes the branch's folder with the table's schemas up to {@code schemaId} and the snapshot's
   * file; a folder that was left there goes first.
   *
   * @param base where the branch starts; empty for a table without snapshot
   * @param tag copied with it, when the branch starts at one
   */
  void create(
      Table table, BranchName branch, long schemaId, Optional<Snapshot> base, Optional<Tag> tag);

  /**
   * Makes the folder of {@code to} as a copy of the other's; one that was left there goes first.
   */
  void copy(Table table, BranchName from, BranchName to);

  /** Fine when it is gone already. */
  void delete(Table table, BranchName branch);

  /**
   * Writes the branch's snapshots, schemas and tags over the table's own. Can be done again, and
   * leaves every younger file of the table where it is.
   */
  void publish(Table table, BranchName branch);

  /**
   * Deletes what the table has beyond a branch that was published: younger snapshots and schemas,
   * and tags of snapshots that are no longer the table's. Can be done again.
   *
   * @param head the branch's newest snapshot, and the table's by now
   */
  void sweep(Table table, BranchName branch, Snapshot head, TableSchema schema);
}
