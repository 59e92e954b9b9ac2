package dev.moraine.spark.rowlevel;

import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.DeltaWriteBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsDelta;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Changes rows of a table with deletion vectors and without keys: rows are marked as deleted where
 * they are, and what they become is appended.
 */
final class DeletionVectorOperation implements SupportsDelta {
  private final FileStoreTable table;
  private final Command command;
  private final TargetRead read;

  DeletionVectorOperation(FileStoreTable table, Command command) {
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
    return command + " on " + table.fullName() + " by deletion vectors";
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new PositionedScanBuilder(table, read);
  }

  @Override
  public NamedReference[] rowId() {
    return RowPosition.columns();
  }

  @Override
  public boolean representUpdateAsDeleteAndInsert() {
    return true;
  }

  @Override
  public DeltaWriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return new DeltaWriteBuilder() {
      @Override
      public DeltaWrite build() {
        return new DeletionVectorWrite(table, command, read);
      }
    };
  }
}
