package dev.moraine.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port: the snapshot files of Paimon tables.
 *
 * <p>All methods throw {@link dev.moraine.error.StorageUnavailable} when storage fails, or holds
 * what is no snapshot.
 */
public interface SnapshotFiles {
  /**
   * @throws dev.moraine.error.InvalidRequest when it is no snapshot
   */
  Snapshot parse(String json);

  /**
   * Writes the snapshots' files, in this order, unless there is one of the id; durable when it
   * returns.
   *
   * @return the snapshots that were there already, empty when all of ours were written
   */
  List<Snapshot> putIfAbsent(StorageLocation table, List<Snapshot> snapshots);

  /** Writes the snapshot's file over whatever is there, atomically and durably. */
  void replace(StorageLocation table, Snapshot snapshot);

  Optional<Snapshot> read(StorageLocation table, long snapshotId);

  /**
   * Deletes what servers that were killed had begun to write under other names. To be called while
   * nobody writes a snapshot of this table.
   */
  void deleteDrafts(StorageLocation table);

  /** Ids of the snapshot files, ascending; files of expired snapshots are gone. */
  List<Long> listIds(StorageLocation table);

  /** Tells file-based readers which snapshot is newest; best effort. */
  void hintLatest(StorageLocation table, long snapshotId);

  /**
   * Deletes every snapshot file and tag younger than {@code target}; data files that only they
   * refer to stay, as they do after Paimon's own rollback, until orphans are removed. To be called
   * when the head stands at {@code target} already.
   */
  void cleanYoungerThan(Table table, Snapshot target);

  /**
   * Writes the manifests of a snapshot that follows {@code head} and deletes everything in it. The
   * snapshot itself is not written.
   */
  Snapshot emptied(Table table, Snapshot head, long schemaId);

  /**
   * The partitions of one snapshot, counted from its manifests.
   *
   * @return by partition spec
   */
  Map<Map<String, String>, PartitionStatistics> statistics(Table table, Snapshot snapshot);
}
