package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.PaimonScan;
import dev.moraine.spark.read.WholeFilesScanBuilder;
import dev.moraine.spark.write.PatientCommit;
import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperation;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** Changes rows of a table without keys: the files with such rows are read and replaced. */
final class CopyOnWriteOperation implements RowLevelOperation {
  private final FileStoreTable table;
  private final Command command;
  private @Nullable PaimonScan scan;

  CopyOnWriteOperation(FileStoreTable table, Command command) {
    Map<String, String> options = new HashMap<>(PatientCommit.OPTIONS);
    // A writer that compacted on its own would take away files that this operation replaces.
    options.put(CoreOptions.WRITE_ONLY.key(), "true");
    this.table = table.copy(options);
    this.command = command;
  }

  @Override
  public Command command() {
    return command;
  }

  @Override
  public String description() {
    return command + " on " + table.fullName() + " by replacing files";
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new WholeFilesScanBuilder(table, built -> scan = built);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return new WriteBuilder() {
      @Override
      public ReplaceFilesWrite build() {
        return new ReplaceFilesWrite(table, scan);
      }
    };
  }
}
