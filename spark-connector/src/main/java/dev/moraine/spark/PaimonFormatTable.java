package dev.moraine.spark;

import dev.moraine.spark.read.PaimonTable;
import dev.moraine.spark.write.PaimonWriteBuilder;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.paimon.table.FormatTable;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;

/** A folder of CSV, JSON, ORC, Parquet or text files, read and written through Paimon's file IO. */
final class PaimonFormatTable extends PaimonTable implements SupportsWrite {
  private final FormatTable table;

  PaimonFormatTable(FormatTable table) {
    super(table);
    this.table = table;
  }

  @Override
  protected String provider() {
    return table.format().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(
        TableCapability.BATCH_READ,
        TableCapability.BATCH_WRITE,
        TableCapability.OVERWRITE_BY_FILTER,
        TableCapability.OVERWRITE_DYNAMIC,
        TableCapability.TRUNCATE);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return new PaimonWriteBuilder(table, info.queryId());
  }
}
