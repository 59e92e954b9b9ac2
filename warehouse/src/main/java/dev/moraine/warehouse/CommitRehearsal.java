package dev.moraine.warehouse;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.SnapshotCommit;
import org.apache.paimon.iceberg.IcebergOptions;
import org.apache.paimon.partition.PartitionStatistics;
import org.apache.paimon.table.CatalogEnvironment;
import org.apache.paimon.table.Instant;
import org.apache.paimon.utils.SnapshotLoader;
import org.apache.paimon.utils.SnapshotManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets Paimon prepare a commit on a given snapshot, with all files that it needs, and keeps the
 * snapshot that it would write.
 */
final class CommitRehearsal extends CatalogEnvironment {
  /**
   * Options that let other things happen once a commit is in effect, which this one is not: classes
   * of the user's are called, Iceberg's metadata written, a compaction waited for. Source:
   * paimon-core {@code AbstractFileStore.createCommitCallbacks}.
   */
  static final Set<String> SET_OFF_BY_COMMITS =
      Set.of(
          CoreOptions.COMMIT_CALLBACKS.key(),
          CoreOptions.CHAIN_TABLE_ENABLED.key(),
          CoreOptions.VISIBILITY_CALLBACK_ENABLED.key(),
          IcebergOptions.METADATA_ICEBERG_STORAGE.key());

  private static final long serialVersionUID = 1L;

  private final @Nullable Snapshot base;
  private transient @Nullable Snapshot outcome;

  /**
   * @param base null for a table that has no snapshot yet
   */
  CommitRehearsal(@Nullable Snapshot base) {
    super(null, null, null, null, null, null, false, false);
    this.base = base;
  }

  Snapshot outcome() {
    return Objects.requireNonNull(outcome, "Paimon committed nothing");
  }

  @Override
  public SnapshotCommit snapshotCommit(SnapshotManager snapshotManager) {
    return new SnapshotCommit() {
      @Override
      public boolean commit(
          Snapshot snapshot, String branch, List<PartitionStatistics> statistics) {
        outcome = snapshot;
        return true;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public SnapshotLoader snapshotLoader() {
    return new SnapshotLoader() {
      private static final long serialVersionUID = 1L;

      @Override
      public Optional<Snapshot> load() {
        return Optional.ofNullable(base);
      }

      @Override
      public void rollback(Instant instant) {
        throw new UnsupportedOperationException("A rehearsal rolls nothing back");
      }

      @Override
      public SnapshotLoader copyWithBranch(String branch) {
        return this;
      }
    };
  }
}
