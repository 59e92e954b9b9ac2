package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.QueryRules;
import dev.moraine.spark.write.CommitConflict;
import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.PatientCommit;
import dev.moraine.spark.write.ReadState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.write.RowLevelOperation;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;

/** Chooses how a table's rows are changed. */
public final class RowLevelOperations {
  private RowLevelOperations() {}

  /**
   * The operation for one statement.
   *
   * @throws UnsupportedOperationException if the table's options forbid such a change
   */
  public static RowLevelOperation on(FileStoreTable table, Command command) {
    String name = table.fullName();
    CoreOptions options = table.coreOptions();
    // The rewrite would delete what is hidden.
    QueryRules.requireNone(table, command.toString());
    require(
        !options.rowTrackingEnabled(),
        command + ": " + name + " tracks rows, whose ids a rewrite from Spark would lose");
    if (table.primaryKeys().isEmpty()) {
      require(
          table.bucketMode() == BucketMode.BUCKET_UNAWARE || !options.deletionVectorsEnabled(),
          command + ": " + name + " has deletion vectors in buckets; this works with Flink only");
      return marksDeletedRows(table)
          ? new DeletionVectorOperation(table, command)
          : new CopyOnWriteOperation(table, command);
    }
    String reason = KeyedChanges.whyNot(table, command);
    require(reason.isEmpty(), command + ": " + reason);
    return new KeyedOperation(table, command);
  }

  /** The columns that only statements which change rows read. */
  public static MetadataColumn[] metadataColumns(FileStoreTable table) {
    if (marksDeletedRows(table)) {
      return RowPosition.metadata();
    }
    return KeyedChanges.needOldRow(table) ? OldRow.metadata(table) : new MetadataColumn[0];
  }

  private static boolean marksDeletedRows(FileStoreTable table) {
    return table.primaryKeys().isEmpty()
        && table.bucketMode() == BucketMode.BUCKET_UNAWARE
        && table.coreOptions().deletionVectorsEnabled();
  }

  /** The table as a rewrite of files writes it. */
  static FileStoreTable forRewriting(FileStoreTable table) {
    Map<String, String> options = new HashMap<>(PatientCommit.OPTIONS);
    // A writer that compacted on its own would take away files that the operation replaces.
    options.put(CoreOptions.WRITE_ONLY.key(), "true");
    return table.copy(options);
  }

  /** What a change of rows without keys relies on, besides the files that it changes. */
  static ReadState seenBy(Command command, FileStoreTable table, TargetRead read) {
    return new ReadState(
        read.snapshot(),
        command == Command.MERGE ? List.of(new UnseenRows(table, read.filter())) : List.of());
  }

  /** What to tell about a rewrite that could not be committed. */
  static RuntimeException explained(FileStoreTarget target, RuntimeException failure) {
    return !(failure instanceof CommitConflict) && target.surelyNotCommitted(failure)
        ? new CommitConflict(
            target.table().fullName(),
            "another writer replaced files that this statement had read",
            failure)
        : failure;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new UnsupportedOperationException(otherwise);
    }
  }
}
