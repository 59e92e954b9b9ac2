package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.PaimonScan;
import dev.moraine.spark.write.CommitConflict;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import org.apache.paimon.Snapshot;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.jspecify.annotations.Nullable;

/** What a statement has read of the table that it changes. */
final class TargetRead {
  private final FileStoreTable table;
  private final @Nullable Snapshot before;
  private @Nullable PaimonScan scan;
  private @Nullable Predicate filter;

  TargetRead(FileStoreTable table) {
    this.table = table;
    this.before = table.snapshotManager().latestSnapshot();
  }

  void by(PaimonScan built, Optional<Predicate> readRows) {
    scan = built;
    filter = readRows.orElse(null);
  }

  /** What all rows that were read have in common; null if nothing. */
  @Nullable Predicate filter() {
    return filter;
  }

  /** Empty if Spark found that no file has to be read. */
  List<DataSplit> splits() {
    return scan == null
        ? List.of()
        : scan.splits().stream().map(split -> (DataSplit) split).toList();
  }

  /**
   * The snapshot that was read. Without any split none is named; then the newest one from before
   * the read, which is no younger.
   */
  @Nullable Snapshot snapshot() {
    List<DataSplit> splits = splits();
    if (splits.isEmpty()) {
      return before;
    }
    try {
      return table.snapshotManager().tryGetSnapshot(splits.get(0).snapshotId());
    } catch (FileNotFoundException e) {
      throw new CommitConflict(
          table.fullName(),
          "the snapshot that this statement had read has expired or was rolled back");
    }
  }
}
