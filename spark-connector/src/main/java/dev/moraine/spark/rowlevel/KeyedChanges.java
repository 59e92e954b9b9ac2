package dev.moraine.spark.rowlevel;

import org.apache.paimon.CoreOptions;
import org.apache.paimon.CoreOptions.ChangelogProducer;
import org.apache.paimon.CoreOptions.MergeEngine;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;

/** What the options of a table with a primary key make of changes to its rows. */
final class KeyedChanges {
  private KeyedChanges() {}

  /** Why rows cannot be changed so, as a sentence; empty if they can. */
  static String whyNot(FileStoreTable table, Command command) {
    String engine = "the merge engine of " + table.fullName() + " is " + engine(table);
    if (table.bucketMode() == BucketMode.POSTPONE_MODE) {
      return table.fullName()
          + " gives out its buckets later (bucket -2), so that not all of its rows can be read yet";
    }
    if (command == Command.DELETE) {
      return whyNoDelete(table);
    }
    switch (engine(table)) {
      case DEDUPLICATE:
        return "";
      case PARTIAL_UPDATE:
        if (has(table, "sequence-group")) {
          return engine + " with sequence groups, which may keep the older value of a column";
        }
        return has(table, "aggregate-function")
            ? engine + " with aggregates, which would count an updated value on top of the old one"
            : "";
      case AGGREGATE:
        return engine + ", which would count an updated row on top of the old one";
      default:
        return engine + ", which keeps the first row of a key whatever comes later";
    }
  }

  /** Why rows cannot be deleted, as a sentence; empty if they can. */
  static String whyNoDelete(FileStoreTable table) {
    CoreOptions options = table.coreOptions();
    String engine = "the merge engine of " + table.fullName() + " is " + engine(table);
    if (options.ignoreDelete()) {
      return table.fullName() + " has ignore-delete set, so that a delete would do nothing";
    }
    Options set = options.toConfiguration();
    switch (engine(table)) {
      case DEDUPLICATE:
        return "";
      case PARTIAL_UPDATE:
        if (has(table, "sequence-group")) {
          return engine + " with sequence groups, which decide what a delete takes away";
        }
        return set.get(CoreOptions.PARTIAL_UPDATE_REMOVE_RECORD_ON_DELETE)
            ? ""
            : engine + ", which takes deletes only with partial-update.remove-record-on-delete";
      case AGGREGATE:
        return set.get(CoreOptions.AGGREGATION_REMOVE_RECORD_ON_DELETE)
            ? ""
            : engine + ", which takes deletes only with aggregation.remove-record-on-delete";
      default:
        return engine + ", which keeps the first row of a key whatever comes later";
    }
  }

  /** Whether a delete or an update has to know the row as it was, not its key alone. */
  static boolean needOldRow(FileStoreTable table) {
    CoreOptions options = table.coreOptions();
    return !table.primaryKeys().isEmpty()
        && (!options.sequenceField().isEmpty()
            || options.rowkindField().isPresent()
            || publishesOldRows(table)
            || ignoresNulls(table));
  }

  /** Whether readers of changes are sent the rows that writers say have been before. */
  static boolean publishesOldRows(FileStoreTable table) {
    return table.coreOptions().changelogProducer() == ChangelogProducer.INPUT;
  }

  /** Whether a column that is set to NULL keeps the value that it had. */
  static boolean ignoresNulls(FileStoreTable table) {
    return engine(table) == MergeEngine.PARTIAL_UPDATE;
  }

  private static MergeEngine engine(FileStoreTable table) {
    return table.coreOptions().mergeEngine();
  }

  private static boolean has(FileStoreTable table, String fieldOption) {
    return table.options().keySet().stream()
        .anyMatch(key -> key.startsWith("fields.") && key.endsWith(fieldOption));
  }
}
