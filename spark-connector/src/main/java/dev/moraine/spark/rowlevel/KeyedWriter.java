package dev.moraine.spark.rowlevel;

import dev.moraine.spark.types.PaimonRow;
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
import org.apache.paimon.utils.UserDefinedSeqComparator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DeltaWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** One task's upserts and deletes. */
final class KeyedWriter extends RowWriter implements DeltaWriter<InternalRow> {
  private final FileStoreTable table;
  private final int[] keyColumns;
  private final DataType[] keyTypes;
  private final GenericInternalRow deleted;
  private final List<DataField> columns;
  private final DataType[] types;
  private final PaimonRow oldView;
  private final boolean withOldRow;
  private final boolean publishesOldRows;
  private final boolean ignoresNulls;
  private final int kindColumn;
  private final @Nullable UserDefinedSeqComparator versions;

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
    this.columns = rowType.getFields();
    this.types =
        columns.stream().map(field -> SparkTypes.carried(field.type())).toArray(DataType[]::new);
    this.oldView = new PaimonRow(columns.size());
    this.withOldRow = KeyedChanges.needOldRow(table);
    this.kindColumn = table.coreOptions().rowkindField().map(rowType::getFieldIndex).orElse(-1);
    // Where a column says what kind a row is, what writers say is not asked for.
    this.publishesOldRows = kindColumn < 0 && KeyedChanges.publishesOldRows(table);
    this.ignoresNulls = KeyedChanges.ignoresNulls(table);
    this.versions = UserDefinedSeqComparator.create(rowType, table.coreOptions());
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
    if (withOldRow) {
      InternalRow old = old(metadata);
      requireEffect(old, row);
      if (publishesOldRows) {
        write(oldView.of(old), RowKind.UPDATE_BEFORE);
      }
    }
    write(view(row), RowKind.UPDATE_AFTER);
  }

  private InternalRow old(InternalRow metadata) {
    return metadata.getStruct(0, columns.size());
  }

  // The merge engine would take the row and go on showing the old one.
  private void requireEffect(InternalRow old, InternalRow row) {
    for (int i = 0; ignoresNulls && i < columns.size(); i++) {
      if (row.isNullAt(i) && !old.isNullAt(i)) {
        throw new UnsupportedOperationException(
            "Column '"
                + columns.get(i).name()
                + "' cannot be set to NULL: the merge engine of "
                + table.fullName()
                + " is partial-update, which keeps the old value then");
      }
    }
    if (versions != null && versions.compare(view(row), oldView.of(old)) < 0) {
      throw new UnsupportedOperationException(
          "The new row would be older than the one that it replaces: "
              + table.fullName()
              + " orders versions by "
              + table.coreOptions().sequenceField());
    }
  }

  @Override
  public void delete(InternalRow metadata, InternalRow id) throws IOException {
    String reason = KeyedChanges.whyNoDelete(table);
    if (!reason.isEmpty()) {
      throw new UnsupportedOperationException("DELETE: " + reason);
    }
    if (withOldRow) {
      InternalRow old = old(metadata);
      for (int i = 0; i < columns.size(); i++) {
        deleted.update(i, old.get(i, types[i]));
      }
      if (kindColumn >= 0) {
        deleted.update(kindColumn, UTF8String.fromString(RowKind.DELETE.shortString()));
      }
    } else {
      for (int i = 0; i < keyColumns.length; i++) {
        deleted.update(keyColumns[i], id.get(i, keyTypes[i]));
      }
    }
    write(view(deleted), RowKind.DELETE);
  }
}
