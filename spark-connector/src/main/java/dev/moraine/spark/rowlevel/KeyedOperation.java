package dev.moraine.spark.rowlevel;

import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.DeltaWriteBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsDelta;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Changes rows of a table with a primary key: whole rows are put, keys are deleted. */
final class KeyedOperation implements SupportsDelta {
  private final FileStoreTable table;
  private final Command command;
  private final TargetRead read;

  KeyedOperation(FileStoreTable table, Command command) {
    this.table = table;
    this.command = command;
    this.read = new TargetRead(table);
  }

  @Override
  public Command command() {
    return command;
  }

  @Override
  public String description() {
    return command + " on " + table.fullName() + " by key";
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new KeyedScanBuilder(table, read);
  }

  @Override
  public NamedReference[] rowId() {
    return table.primaryKeys().stream()
        .map(name -> Expressions.column("`" + name.replace("`", "``") + "`"))
        .toArray(NamedReference[]::new);
  }

  @Override
  public NamedReference[] requiredMetadataAttributes() {
    return KeyedChanges.needOldRow(table) ? OldRow.columns() : new NamedReference[0];
  }

  @Override
  public DeltaWriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return new DeltaWriteBuilder() {
      @Override
      public DeltaWrite build() {
        return new KeyedWrite(table, read);
      }
    };
  }
}
