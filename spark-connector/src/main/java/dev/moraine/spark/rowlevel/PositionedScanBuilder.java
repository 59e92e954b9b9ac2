package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.PaimonScan;
import dev.moraine.spark.read.SplitPartition;
import dev.moraine.spark.read.WholeFilesScanBuilder;
import dev.moraine.spark.types.SparkTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads rows together with where they are: the file's path and the row's position in it. */
final class PositionedScanBuilder
    implements SupportsPushDownV2Filters, SupportsPushDownRequiredColumns {
  private final FileStoreTable table;
  private final WholeFilesScanBuilder files;
  private RowType readType;

  PositionedScanBuilder(FileStoreTable table, TargetRead target) {
    this.table = table;
    this.files = new WholeFilesScanBuilder(table, target::by);
    this.readType = table.rowType();
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    return files.pushPredicates(predicates);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return files.pushedPredicates();
  }

  @Override
  public void pruneColumns(StructType required) {
    List<String> names = new ArrayList<>();
    for (StructField field : required.fields()) {
      if (table.rowType().containsField(field.name())) {
        names.add(field.name());
      }
    }
    if (names.isEmpty()) {
      names.add(table.rowType().getFieldNames().get(0));
    }
    readType = table.rowType().project(names);
    files.pruneColumns(SparkTypes.carried(readType));
  }

  @Override
  public Scan build() {
    return new PositionedScan(
        (PaimonScan) files.build(), table.newReadBuilder().withReadType(readType), readType);
  }

  private static final class PositionedScan implements SupportsReportStatistics, Batch {
    private final PaimonScan files;
    private final ReadBuilder reading;
    private final RowType readType;

    private PositionedScan(PaimonScan files, ReadBuilder reading, RowType readType) {
      this.files = files;
      this.reading = reading;
      this.readType = readType;
    }

    @Override
    public StructType readSchema() {
      return RowPosition.appendTo(SparkTypes.carried(readType));
    }

    @Override
    public String description() {
      return files.description() + " with positions";
    }

    @Override
    public Statistics estimateStatistics() {
      return files.estimateStatistics();
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
      return files.planInputPartitions();
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      ReadBuilder builder = reading;
      RowType columns = readType;
      return partition -> {
        try {
          return new PositionedReader(builder, columns, ((SplitPartition) partition).splits());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    }
  }
}
