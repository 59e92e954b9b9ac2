package dev.moraine.spark.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.utils.InternalRowUtils;
import org.jspecify.annotations.Nullable;

/**
 * What metadata say of the values of one column, file by file: the exact bounds, or nothing.
 *
 * <p>Partition columns have one value in each file. Of other columns only those count whose bounds
 * no writer cuts short. Floating-point numbers are not among them: bounds put together from several
 * Parquet row groups leave out the groups that hold NaN, which Spark takes for the greatest value.
 */
final class ColumnBounds {
  /**
   * @param min null if all values are
   * @param max null if all values are
   * @param nulls how many values are null, deleted rows among them
   */
  record Bounds(@Nullable Object min, @Nullable Object max, long nulls) {}

  private final FileStoreTable table;
  private final DataField column;
  private final int partitionIndex;
  private final Map<Long, List<DataField>> fileFields = new HashMap<>();

  private ColumnBounds(FileStoreTable table, DataField column) {
    this.table = table;
    this.column = column;
    this.partitionIndex = table.partitionKeys().indexOf(column.name());
  }

  /** Empty if metadata are never exact for such a column. */
  static Optional<ColumnBounds> of(FileStoreTable table, String column) {
    if (!table.rowType().containsField(column)) {
      return Optional.empty();
    }
    ColumnBounds bounds = new ColumnBounds(table, table.rowType().getField(column));
    return bounds.partitionIndex >= 0 || exact(bounds.column.type())
        ? Optional.of(bounds)
        : Optional.empty();
  }

  private static boolean exact(DataType type) {
    switch (type.getTypeRoot()) {
      case BOOLEAN:
      case TINYINT:
      case SMALLINT:
      case INTEGER:
      case BIGINT:
      case DATE:
        return true;
      default:
        return false;
    }
  }

  /** Whether a split's files are the table's own; those of a fallback branch have other schemas. */
  static boolean areKnownOf(Split split) {
    return split.getClass() == DataSplit.class;
  }

  DataType type() {
    return column.type();
  }

  Optional<Bounds> of(DataSplit split, DataFileMeta file) {
    if (partitionIndex >= 0) {
      Object value = InternalRowUtils.get(split.partition(), partitionIndex, column.type());
      return Optional.of(new Bounds(value, value, value == null ? file.rowCount() : 0));
    }
    if (file.writeCols() != null) {
      return Optional.empty(); // a part of the columns, to be put together with other files
    }
    List<DataField> fields = fileFields.computeIfAbsent(file.schemaId(), this::fieldsOfSchema);
    for (int i = 0; i < fields.size(); i++) {
      DataField field = fields.get(i);
      if (field.id() == column.id()) {
        return field.type().copy(true).equals(column.type().copy(true))
            ? recorded(file, field, i)
            : Optional.empty();
      }
    }
    return column.defaultValue() == null
        ? Optional.of(new Bounds(null, null, file.rowCount()))
        : Optional.empty();
  }

  private List<DataField> fieldsOfSchema(long schemaId) {
    return schemaId == table.schema().id()
        ? table.schema().fields()
        : table.schemaManager().schema(schemaId).fields();
  }

  private Optional<Bounds> recorded(DataFileMeta file, DataField field, int position) {
    List<String> recorded = file.valueStatsCols();
    int index = recorded == null ? position : recorded.indexOf(field.name());
    SimpleStats stats = file.valueStats();
    if (index < 0
        || index >= stats.minValues().getFieldCount()
        || stats.nullCounts().isNullAt(index)) {
      return Optional.empty();
    }
    long nulls = stats.nullCounts().getLong(index);
    Object min = value(stats.minValues(), index);
    Object max = value(stats.maxValues(), index);
    boolean complete = nulls == file.rowCount() || min != null && max != null;
    return complete ? Optional.of(new Bounds(min, max, nulls)) : Optional.empty();
  }

  private @Nullable Object value(InternalRow row, int index) {
    return InternalRowUtils.get(row, index, column.type());
  }
}
