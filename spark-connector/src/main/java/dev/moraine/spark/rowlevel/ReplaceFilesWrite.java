package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.PaimonScan;
import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.PaimonWrite;
import dev.moraine.spark.write.ReplacedFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.DataSplit;
import org.jspecify.annotations.Nullable;

/**
 * Commits new files in place of those that the scan read.
 *
 * <p>Core refuses the commit if one of the replaced files is gone by then, and keeps files that
 * other writers have added.
 */
final class ReplaceFilesWrite extends PaimonWrite {
  private final FileStoreTable table;
  private final @Nullable PaimonScan scan;

  /**
   * @param scan null if Spark found that no file has to be read
   */
  ReplaceFilesWrite(FileStoreTable table, @Nullable PaimonScan scan) {
    super(new FileStoreTarget(table, null));
    this.table = table;
    this.scan = scan;
  }

  @Override
  protected List<CommitMessage> complete(List<CommitMessage> written) {
    List<CommitMessage> messages = new ArrayList<>(written);
    if (scan != null) {
      List<DataSplit> read = scan.splits().stream().map(split -> (DataSplit) split).toList();
      for (ReplacedFiles replaced : ReplacedFiles.of(read)) {
        ReplacedFiles.IndexChange indexes = replaced.withoutDeletionVectors(table);
        messages.add(
            new CommitMessageImpl(
                replaced.partition(),
                replaced.bucket(),
                replaced.totalBuckets(),
                new DataIncrement(
                    List.of(), replaced.files(), List.of(), indexes.added(), indexes.removed()),
                CompactIncrement.emptyIncrement()));
      }
    }
    return messages;
  }

  @Override
  protected RuntimeException explained(RuntimeException failure) {
    return target().surelyNotCommitted(failure)
        ? new IllegalStateException(
            "Nothing was changed in "
                + table.fullName()
                + ": another writer replaced files that this statement had read. Run it again",
            failure)
        : failure;
  }
}
