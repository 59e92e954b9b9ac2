package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.WholeFilesScanBuilder;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperation;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Changes rows of a table without keys: the files with such rows are read and replaced. */
final class CopyOnWriteOperation implements RowLevelOperation {
  private final FileStoreTable table;
  private final Command command;
  private final TargetRead read;

  CopyOnWriteOperation(FileStoreTable table, Command command) {
    this.table = RowLevelOperations.forRewriting(table);
    this.command = command;
    this.read = new TargetRead(this.table);
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
    return new WholeFilesScanBuilder(table, read::by);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return new WriteBuilder() {
      @Override
      public ReplaceFilesWrite build() {
        return new ReplaceFilesWrite(table, command, read);
      }
    };
  }
}
