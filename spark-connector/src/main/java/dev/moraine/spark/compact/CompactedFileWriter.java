package dev.moraine.spark.compact;

import org.apache.paimon.CoreOptions;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.format.FileFormat;
import org.apache.paimon.io.RowDataRollingFileWriter;
import org.apache.paimon.manifest.FileSource;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.LongCounter;
import org.apache.paimon.utils.StatsCollectorFactories;

/**
 * Opens the writer that core's own compaction of tables without keys writes with: the table's
 * format, paths, statistics and indexes, files of the target size, marked as compacted.
 */
final class CompactedFileWriter {
  private CompactedFileWriter() {}

  static RowDataRollingFileWriter open(
      FileStoreTable table, BinaryRow partition, int bucket, long firstSequenceNumber) {
    CoreOptions options = table.coreOptions();
    RowType rowType = table.rowType();
    return new RowDataRollingFileWriter(
        table.fileIO(),
        table.schema().id(),
        FileFormat.fileFormat(options),
        options.targetFileSize(false),
        rowType,
        table.store().pathFactory().createDataFilePathFactory(partition, bucket),
        () -> new LongCounter(firstSequenceNumber),
        options.fileCompression(),
        StatsCollectorFactories.createStatsFactories(
            options.statsMode(), options, rowType.getFieldNames()),
        options.indexColumnsOptions(),
        FileSource.COMPACT,
        options.asyncFileWrite(),
        options.statsDenseStore(),
        null);
  }
}
