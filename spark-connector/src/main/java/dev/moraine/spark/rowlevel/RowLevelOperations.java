package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.QueryRules;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.CoreOptions.ChangelogProducer;
import org.apache.paimon.CoreOptions.MergeEngine;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
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
      return new CopyOnWriteOperation(table, command);
    }
    require(
        options.mergeEngine() == MergeEngine.DEDUPLICATE,
        command
            + ": the merge engine of "
            + name
            + " is "
            + options.mergeEngine()
            + ", which does not replace a row by its newer version; only deduplicate does");
    require(
        command != Command.DELETE || whyNoDelete(table).isEmpty(), "DELETE: " + whyNoDelete(table));
    return new KeyedOperation(table, command);
  }

  /** Why rows of a table with a primary key cannot be deleted by key alone; empty if they can. */
  static String whyNoDelete(FileStoreTable table) {
    CoreOptions options = table.coreOptions();
    if (options.ignoreDelete()) {
      return table.fullName() + " has ignore-delete set, so that a delete would do nothing";
    }
    if (!options.sequenceField().isEmpty()) {
      return table.fullName()
          + " orders versions by "
          + options.sequenceField()
          + ", which a delete by key does not know";
    }
    if (options.rowkindField().isPresent()) {
      return table.fullName() + " keeps the kind of a row in a column of its own";
    }
    if (options.changelogProducer() == ChangelogProducer.INPUT) {
      return table.fullName()
          + " publishes deleted rows as written, and Spark knows only their key";
    }
    return "";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new UnsupportedOperationException(otherwise);
    }
  }
}
