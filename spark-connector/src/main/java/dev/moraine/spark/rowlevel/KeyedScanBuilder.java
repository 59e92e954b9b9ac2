package dev.moraine.spark.rowlevel;

import dev.moraine.spark.read.PaimonScan;
import dev.moraine.spark.read.PaimonScanBuilder;
import dev.moraine.spark.types.SparkTypes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;

/** Reads rows that are about to change; each with itself as its old row, where that is wanted. */
final class KeyedScanBuilder implements SupportsPushDownV2Filters, SupportsPushDownRequiredColumns {
  private final FileStoreTable table;
  private final PaimonScanBuilder rows;
  private final TargetRead target;
  private boolean withOldRow;

  KeyedScanBuilder(FileStoreTable table, TargetRead target) {
    this.table = table;
    this.rows = new PaimonScanBuilder(table);
    this.target = target;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    return rows.pushPredicates(predicates);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return rows.pushedPredicates();
  }

  @Override
  public void pruneColumns(StructType required) {
    withOldRow = Arrays.asList(required.fieldNames()).contains(OldRow.NAME);
    rows.pruneColumns(withOldRow ? SparkTypes.carried(table.rowType()) : required);
  }

  @Override
  public Scan build() {
    PaimonScan scan = (PaimonScan) rows.build();
    target.by(scan, Optional.empty());
    return withOldRow ? new WithOldRow(scan) : scan;
  }

  private static final class WithOldRow implements SupportsReportStatistics, Batch {
    private final PaimonScan rows;

    private WithOldRow(PaimonScan rows) {
      this.rows = rows;
    }

    @Override
    public StructType readSchema() {
      return OldRow.appendTo(rows.readSchema());
    }

    @Override
    public String description() {
      return rows.description() + " with old rows";
    }

    @Override
    public Statistics estimateStatistics() {
      return rows.estimateStatistics();
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
      return rows.planInputPartitions();
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      PartitionReaderFactory factory = rows.createReaderFactory();
      return partition -> new Reader(factory.createReader(partition));
    }
  }

  private static final class Reader implements PartitionReader<InternalRow> {
    private final PartitionReader<InternalRow> rows;
    private final GenericInternalRow old = new GenericInternalRow(new Object[1]);
    private final JoinedRow joined = new JoinedRow();

    private Reader(PartitionReader<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean next() throws IOException {
      if (!rows.next()) {
        return false;
      }
      InternalRow row = rows.get();
      old.update(0, row);
      joined.apply(row, old);
      return true;
    }

    @Override
    public InternalRow get() {
      return joined;
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
