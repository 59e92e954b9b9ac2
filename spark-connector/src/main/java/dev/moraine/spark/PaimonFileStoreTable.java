package dev.moraine.spark;

import dev.moraine.spark.read.PaimonTable;
import dev.moraine.spark.read.QueryRules;
import dev.moraine.spark.rowlevel.RowLevelOperations;
import dev.moraine.spark.write.PaimonWriteBuilder;
import java.util.EnumSet;
import java.util.Set;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRowLevelOperations;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TruncatableTable;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperationBuilder;
import org.apache.spark.sql.connector.write.RowLevelOperationInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;

/** A Paimon table proper: read, written, changed row by row. */
final class PaimonFileStoreTable extends PaimonTable
    implements SupportsWrite,
        SupportsRowLevelOperations,
        SupportsMetadataColumns,
        TruncatableTable {
  private final FileStoreTable table;

  PaimonFileStoreTable(FileStoreTable table) {
    super(table);
    this.table = table;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(
        TableCapability.BATCH_READ,
        TableCapability.MICRO_BATCH_READ,
        TableCapability.BATCH_WRITE,
        TableCapability.STREAMING_WRITE,
        TableCapability.OVERWRITE_BY_FILTER,
        TableCapability.OVERWRITE_DYNAMIC,
        TableCapability.TRUNCATE);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    QueryRules.requireNone(table, "Writing");
    return new PaimonWriteBuilder(table, info.queryId());
  }

  @Override
  public RowLevelOperationBuilder newRowLevelOperationBuilder(RowLevelOperationInfo info) {
    return () -> RowLevelOperations.on(table, info.command());
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return RowLevelOperations.metadataColumns(table);
  }

  @Override
  public boolean truncateTable() {
    QueryRules.requireNone(table, "TRUNCATE");
    try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
      commit.truncateTable();
      return true;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("The table could not be emptied", e);
    }
  }
}
