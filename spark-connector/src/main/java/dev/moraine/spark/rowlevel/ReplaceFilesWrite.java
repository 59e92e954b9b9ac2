package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.PaimonWrite;
import dev.moraine.spark.write.ReadState;
import dev.moraine.spark.write.ReplacedFiles;
import dev.moraine.spark.write.TaskFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;

/**
 * Commits new files in place of those that the scan read.
 *
 * <p>Core refuses the commit if one of the replaced files is gone by then, and keeps files that
 * other writers have added.
 */
final class ReplaceFilesWrite extends PaimonWrite {
  private final FileStoreTarget target;
  private final Command command;
  private final TargetRead read;

  ReplaceFilesWrite(FileStoreTable table, Command command, TargetRead read) {
    this(new FileStoreTarget(table, null), command, read);
  }

  private ReplaceFilesWrite(FileStoreTarget target, Command command, TargetRead read) {
    super(target);
    this.target = target;
    this.command = command;
    this.read = read;
  }

  @Override
  protected List<CommitMessage> complete(List<TaskFiles> tasks) {
    List<CommitMessage> messages = new ArrayList<>(messages(tasks));
    for (ReplacedFiles replaced : ReplacedFiles.of(read.splits())) {
      messages.add(
          new CommitMessageImpl(
              replaced.partition(),
              replaced.bucket(),
              replaced.totalBuckets(),
              new DataIncrement(List.of(), replaced.files(), List.of()),
              CompactIncrement.emptyIncrement()));
    }
    return messages;
  }

  @Override
  protected ReadState seen() {
    return RowLevelOperations.seenBy(command, target.table(), read);
  }

  @Override
  protected RuntimeException explained(RuntimeException failure) {
    return RowLevelOperations.explained(target, failure);
  }
}
