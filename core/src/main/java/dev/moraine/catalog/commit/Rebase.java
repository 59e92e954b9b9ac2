package dev.moraine.catalog.commit;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.Table;
import java.util.List;
import java.util.Optional;

/**
 * Port: lets a commit that lost its race follow the newest snapshot instead, where that gives what
 * its committer would come to by building it anew.
 */
public interface Rebase {
  /** For servers whose clients are to build every lost commit anew. */
  Rebase NEVER =
      new Rebase() {
        @Override
        public Optional<Snapshot> onto(
            Table table, Optional<Snapshot> base, List<Snapshot> since, Snapshot lost) {
          return Optional.empty();
        }

        @Override
        public void dropLeftBehind(Table table, Snapshot lost) {}
      };

  /**
   * Writes what the commit needs to be the snapshot after the newest one; not that snapshot itself.
   *
   * @param base that the commit was built on; empty when it was built on nothing
   * @param since the snapshots after the base, ascending and without gaps; the last is the newest
   * @param lost of the first of their ids
   * @return the commit as it would have been built on the newest; empty where it may conflict with
   *     one of {@code since}, or this cannot be told cheaply
   */
  Optional<Snapshot> onto(
      Table table, Optional<Snapshot> base, List<Snapshot> since, Snapshot lost);

  /**
   * Deletes what nobody refers to once the commit is in effect on another base; best effort.
   *
   * @param lost as it was sent
   */
  void dropLeftBehind(Table table, Snapshot lost);
}
