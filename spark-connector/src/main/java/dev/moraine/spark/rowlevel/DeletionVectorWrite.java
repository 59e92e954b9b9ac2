package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.PaimonWrite;
import dev.moraine.spark.write.ReadState;
import dev.moraine.spark.write.ReplacedFiles;
import dev.moraine.spark.write.TaskFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.write.DeltaBatchWrite;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.DeltaWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;

/**
 * Commits new rows, and deletion vectors for the rows that are gone.
 *
 * <p>Core refuses the commit if a file that gets a vector is gone by then, or got another one.
 */
final class DeletionVectorWrite extends PaimonWrite implements DeltaWrite, DeltaBatchWrite {
  private final FileStoreTarget target;
  private final Command command;
  private final TargetRead read;

  DeletionVectorWrite(FileStoreTable table, Command command, TargetRead read) {
    this(new FileStoreTarget(table, null), command, read);
  }

  private DeletionVectorWrite(FileStoreTarget target, Command command, TargetRead read) {
    super(target);
    this.target = target;
    this.command = command;
    this.read = read;
  }

  // A delete hands over positions and no columns to distribute by.
  @Override
  public Distribution requiredDistribution() {
    return command == Command.DELETE ? Distributions.unspecified() : super.requiredDistribution();
  }

  @Override
  public DeltaBatchWrite toBatch() {
    return this;
  }

  @Override
  public DeltaWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    FileStoreTarget carried = target;
    return (partition, task) -> new DeletionVectorWriter(carried);
  }

  @Override
  protected List<CommitMessage> complete(List<TaskFiles> tasks) {
    List<CommitMessage> messages = new ArrayList<>(messages(tasks));
    Map<String, DeletionVector> deleted = new HashMap<>();
    for (TaskFiles task : tasks) {
      task.deleted()
          .forEach(
              (file, bytes) ->
                  deleted.merge(
                      file,
                      DeletionVector.deserializeFromBytes(bytes),
                      (one, other) -> {
                        one.merge(other);
                        return one;
                      }));
    }
    if (deleted.isEmpty()) {
      return messages;
    }
    for (ReplacedFiles files : ReplacedFiles.of(read.splits())) {
      ReplacedFiles.Deletion deletion = files.without(deleted, target.table(), read.snapshot());
      if (!deletion.isEmpty()) {
        messages.add(
            new CommitMessageImpl(
                files.partition(),
                files.bucket(),
                files.totalBuckets(),
                new DataIncrement(
                    List.of(),
                    deletion.emptied(),
                    List.of(),
                    deletion.indexes().added(),
                    deletion.indexes().removed()),
                CompactIncrement.emptyIncrement()));
      }
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
