package dev.moraine.spark.write;

import java.util.Optional;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.TableRollback;
import org.apache.paimon.table.CatalogEnvironment;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.Instant;
import org.apache.paimon.table.PartitionModification;
import org.apache.paimon.utils.SnapshotLoader;
import org.jspecify.annotations.Nullable;

/**
 * A table to commit with, whose every look at the newest snapshot is shown to somebody first.
 *
 * <p>Core's commit asks for the newest snapshot before each try, and a try takes effect as the
 * successor of just that one or not at all. Whoever watches can therefore refuse the commit, by an
 * exception, knowing all that is before it. Core has a callback for this only after it has written
 * manifests, and takes none from its callers. Source: paimon-core FileStoreCommitImpl.
 */
final class WatchedTable {
  /** Who looks at the newest snapshot. */
  interface Watch {
    void latest(@Nullable Snapshot snapshot);
  }

  private WatchedTable() {}

  static FileStoreTable of(FileStoreTable table, Watch watch) {
    return FileStoreTableFactory.create(
        table.fileIO(), table.location(), table.schema(), new Environment(table, watch));
  }

  private static final class Environment extends CatalogEnvironment {
    private static final long serialVersionUID = 1L;

    private final FileStoreTable table;
    // Commits are made on the driver; nothing here is sent to a task.
    private final transient Watch watch;

    private Environment(FileStoreTable table, Watch watch) {
      super(
          table.catalogEnvironment().identifier(),
          table.catalogEnvironment().uuid(),
          table.catalogEnvironment().catalogLoader(),
          table.catalogEnvironment().lockFactory(),
          table.catalogEnvironment().lockContext(),
          table.catalogEnvironment().catalogContext(),
          table.catalogEnvironment().supportsVersionManagement(),
          false);
      this.table = table;
      this.watch = watch;
    }

    @Override
    public @Nullable PartitionModification partitionModification() {
      return table.catalogEnvironment().partitionModification();
    }

    // A commit that conflicts with a compaction would take it back, while others read its files.
    @Override
    public @Nullable TableRollback catalogTableRollback() {
      return null;
    }

    @Override
    public SnapshotLoader snapshotLoader() {
      return new Loader(table, watch);
    }
  }

  private static final class Loader implements SnapshotLoader {
    private static final long serialVersionUID = 1L;

    private final FileStoreTable table;
    private final transient Watch watch;

    private Loader(FileStoreTable table, Watch watch) {
      this.table = table;
      this.watch = watch;
    }

    @Override
    public Optional<Snapshot> load() {
      Snapshot latest = table.snapshotManager().latestSnapshot();
      watch.latest(latest);
      return Optional.ofNullable(latest);
    }

    @Override
    public void rollback(Instant instant) {
      table.snapshotManager().rollback(instant);
    }

    @Override
    public SnapshotLoader copyWithBranch(String branch) {
      return new Loader(table.switchToBranch(branch), latest -> {});
    }
  }
}
