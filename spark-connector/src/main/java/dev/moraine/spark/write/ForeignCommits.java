package dev.moraine.spark.write;

import java.io.FileNotFoundException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.paimon.Snapshot;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * The commits of others that a statement's own one would follow; each is held once against what the
 * statement relies on.
 *
 * <p>Snapshot ids come again after a rollback, so snapshots are told apart by their delta manifest
 * lists, whose names are random.
 */
final class ForeignCommits {
  private final FileStoreTable table;
  private final String commitUser;
  private final ReadState seen;
  private final List<CommitMessage> own;
  private final Set<String> checked = new HashSet<>();
  private boolean committed;

  ForeignCommits(FileStoreTable table, String commitUser, ReadState seen, List<CommitMessage> own) {
    this.table = table;
    this.commitUser = commitUser;
    this.seen = seen;
    this.own = own;
  }

  /** Checks every commit up to the given one that was not checked before. */
  void check(@Nullable Snapshot latest) {
    if (committed || seen.reliances().isEmpty()) {
      return;
    }
    Snapshot read = seen.snapshot();
    long readId = read == null ? 0 : read.id();
    long latestId = latest == null ? 0 : latest.id();
    if (latestId < readId || (read != null && !isSame(read, snapshot(readId, latest)))) {
      throw new CommitConflict(
          table.fullName(), "it was rolled back to before what this statement had read");
    }
    for (long id = readId + 1; id <= latestId; id++) {
      Snapshot foreign = snapshot(id, latest);
      if (foreign.commitUser().equals(commitUser)) {
        committed = true;
        return;
      }
      if (!checked.contains(foreign.deltaManifestList())) {
        seen.reliances().forEach(reliance -> reliance.check(foreign, own));
        checked.add(foreign.deltaManifestList());
      }
    }
  }

  private static boolean isSame(Snapshot one, Snapshot other) {
    return Objects.equals(one.deltaManifestList(), other.deltaManifestList());
  }

  private Snapshot snapshot(long id, @Nullable Snapshot latest) {
    if (latest != null && latest.id() == id) {
      return latest;
    }
    try {
      return table.snapshotManager().tryGetSnapshot(id);
    } catch (FileNotFoundException e) {
      throw new CommitConflict(
          table.fullName(),
          "snapshot "
              + id
              + ", which came before its commit, is gone before it could be looked at");
    }
  }
}
