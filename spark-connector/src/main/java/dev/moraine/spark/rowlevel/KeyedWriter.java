package dev.moraine.spark.rowlevel;

import dev.moraine.spark.types.SparkTypes;
import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.RowWriter;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowKind;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DeltaWriter;
import org.apache.spark.sql.types.DataType;

/** One task's upserts and deletes. */
final class KeyedWriter extends RowWriter implements DeltaWriter<InternalRow> {
  private final FileStoreTable table;
  private final int[] keyColumns;
  private final DataType[] keyTypes;
  private final GenericInternalRow deleted;

  KeyedWriter(FileStoreTarget target) {
    super(target, target.table().rowType().getFieldCount());
    this.table = target.table();
    RowType rowType = table.rowType();
    List<String> keys = table.primaryKeys();
    this.keyColumns = rowType.getFieldIndices(keys);
    this.keyTypes = new DataType[keyColumns.length];
    for (int i = 0; i < keyColumns.length; i++) {
      keyTypes[i] = SparkTypes.carried(rowType.getTypeAt(keyColumns[i]));
    }
    this.deleted = new GenericInternalRow(placeholders(rowType));
  }

  // A deleted row is known by its key. Its other columns are never read, yet the files insist on a
  // value where the table says NOT NULL.
  private static Object[] placeholders(RowType rowType) {
    Object[] values = new Object[rowType.getFieldCount()];
    for (int i = 0; i < values.length; i++) {
      DataField field = rowType.getFields().get(i);
      if (!field.type().isNullable()) {
        values[i] = Placeholder.of(field.type());
      }
    }
    return values;
  }

  @Override
  public void write(InternalRow row) throws IOException {
    insert(row);
  }

  @Override
  public void insert(InternalRow row) throws IOException {
    write(view(row), RowKind.INSERT);
  }

  @Override
  public void update(InternalRow metadata, InternalRow id, InternalRow row) throws IOException {
    for (int i = 0; i < keyColumns.length; i++) {
      // Old and new key may belong to different tasks, where their order would be chance.
      if (!Objects.equals(id.get(i, keyTypes[i]), row.get(keyColumns[i], keyTypes[i]))) {
        throw new UnsupportedOperationException(
            "The primary key of "
                + table.fullName()
                + " cannot be updated: delete the row and insert it anew");
      }
    }
    write(view(row), RowKind.UPDATE_AFTER);
  }

  @Override
  public void delete(InternalRow metadata, InternalRow id) throws IOException {
    String reason = RowLevelOperations.whyNoDelete(table);
    if (!reason.isEmpty()) {
      throw new UnsupportedOperationException("DELETE: " + reason);
    }
    for (int i = 0; i < keyColumns.length; i++) {
      deleted.update(keyColumns[i], id.get(i, keyTypes[i]));
    }
    write(view(deleted), RowKind.DELETE);
  }
}
