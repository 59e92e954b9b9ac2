package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.CommitConflict;
import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.Reliance;
import java.util.List;
import org.apache.paimon.Snapshot;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.table.source.snapshot.SnapshotReader;
import org.jspecify.annotations.Nullable;

/**
 * Relies on that no other MERGE or UPDATE has written rows into what a MERGE has read: it inserts
 * what it did not find, and so may the other have done.
 *
 * <p>Rows that were only appended do not count: they may as well have come after the MERGE.
 */
record UnseenRows(FileStoreTable table, @Nullable Predicate read) implements Reliance {
  @Override
  public void check(Snapshot foreign, List<CommitMessage> own) {
    boolean changed =
        foreign.commitKind() == Snapshot.CommitKind.OVERWRITE
            || foreign.commitKind() == Snapshot.CommitKind.APPEND
                && FileStoreTarget.checkedItsBase(foreign);
    if (!changed) {
      return;
    }
    SnapshotReader written =
        table.newSnapshotReader().withSnapshot(foreign).withMode(ScanMode.DELTA);
    if (read != null) {
      written.withFilter(read);
    }
    if (!written.read().splits().isEmpty()) {
      throw new CommitConflict(
          table.fullName(), "another statement changed rows that this one would have had to see");
    }
  }
}
