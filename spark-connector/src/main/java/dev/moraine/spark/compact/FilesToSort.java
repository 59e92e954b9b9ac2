package dev.moraine.spark.compact;

import dev.moraine.spark.read.LocalDisk;
import dev.moraine.spark.read.PaimonTable;
import dev.moraine.spark.types.SparkRow;
import dev.moraine.spark.types.SparkTypes;
import java.io.IOException;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.reader.RecordReaderIterator;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The planned files as a relation of Spark: the table's columns, then the sort key. */
final class FilesToSort extends PaimonTable implements ScanBuilder, Scan, Batch {
  static final String KEY = "__moraine_sort_key";

  private final FileStoreTable table;
  private final List<DataSplit> splits;
  private final SortKey key;
  private final StructType schema;

  FilesToSort(FileStoreTable table, List<DataSplit> splits, SortKey key) {
    super(table);
    this.table = table;
    this.splits = splits;
    this.key = key;
    this.schema = SparkTypes.carried(table.rowType()).add(KEY, DataTypes.BinaryType, true);
  }

  @Override
  public StructType schema() {
    return schema;
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return this;
  }

  @Override
  public Scan build() {
    return this;
  }

  @Override
  public StructType readSchema() {
    return schema;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return splits.stream().map(OneSplit::new).toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    ReadBuilder builder = table.newReadBuilder();
    SortKey sortKey = key;
    return partition -> new Reader(builder, sortKey, ((OneSplit) partition).split());
  }

  private record OneSplit(DataSplit split) implements InputPartition {}

  private static final class Reader
      implements PartitionReader<org.apache.spark.sql.catalyst.InternalRow> {
    private final IOManager disk = LocalDisk.open();
    private final RecordReaderIterator<InternalRow> rows;
    private final SparkRow view;
    private final SortKey.Bytes key;
    private final GenericInternalRow keyRow = new GenericInternalRow(new Object[1]);
    private final JoinedRow joined = new JoinedRow();

    private Reader(ReadBuilder builder, SortKey sortKey, DataSplit split) {
      try {
        RecordReader<InternalRow> reader =
            builder.newRead().withIOManager(disk).createReader(split);
        this.rows = new RecordReaderIterator<>(reader);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      this.view = new SparkRow(sortKey.rowType());
      SortKey.Bytes bytes = sortKey.open();
      this.key = bytes == null ? row -> new byte[0] : bytes;
    }

    @Override
    public boolean next() {
      if (!rows.hasNext()) {
        return false;
      }
      InternalRow row = rows.next();
      keyRow.update(0, key.of(row));
      joined.apply(view.of(row), keyRow);
      return true;
    }

    @Override
    public org.apache.spark.sql.catalyst.InternalRow get() {
      return joined;
    }

    @Override
    public void close() throws IOException {
      try (disk) {
        rows.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
