package dev.moraine.spark.catalog;

import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.schema.SchemaChange;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE as Paimon's schema changes. */
public final class TableAlteration {
  private TableAlteration() {}

  /**
   * The changes, in the order of the statement.
   *
   * @throws UnsupportedOperationException if Paimon has no such change
   */
  public static List<SchemaChange> of(TableChange... changes) {
    List<SchemaChange> translated = new ArrayList<>();
    for (TableChange change : changes) {
      translated.add(of(change));
    }
    return translated;
  }

  private static SchemaChange of(TableChange change) {
    if (change instanceof TableChange.SetProperty) {
      TableChange.SetProperty set = (TableChange.SetProperty) change;
      return setProperty(set.property(), set.value());
    }
    if (change instanceof TableChange.RemoveProperty) {
      String property = ((TableChange.RemoveProperty) change).property();
      return property.equals(TableCatalog.PROP_COMMENT)
          ? SchemaChange.updateComment(null)
          : SchemaChange.removeOption(property);
    }
    if (change instanceof TableChange.AddColumn) {
      return addColumn((TableChange.AddColumn) change);
    }
    if (change instanceof TableChange.RenameColumn) {
      TableChange.RenameColumn rename = (TableChange.RenameColumn) change;
      return SchemaChange.renameColumn(rename.fieldNames(), rename.newName());
    }
    if (change instanceof TableChange.DeleteColumn) {
      return SchemaChange.dropColumn(((TableChange.DeleteColumn) change).fieldNames());
    }
    if (change instanceof TableChange.UpdateColumnType) {
      TableChange.UpdateColumnType update = (TableChange.UpdateColumnType) change;
      return SchemaChange.updateColumnType(
          update.fieldNames(), SparkTypes.toPaimon(update.newDataType(), true), true);
    }
    if (change instanceof TableChange.UpdateColumnNullability) {
      TableChange.UpdateColumnNullability update = (TableChange.UpdateColumnNullability) change;
      return SchemaChange.updateColumnNullability(update.fieldNames(), update.nullable());
    }
    if (change instanceof TableChange.UpdateColumnComment) {
      TableChange.UpdateColumnComment update = (TableChange.UpdateColumnComment) change;
      return SchemaChange.updateColumnComment(update.fieldNames(), update.newComment());
    }
    if (change instanceof TableChange.UpdateColumnPosition) {
      TableChange.UpdateColumnPosition update = (TableChange.UpdateColumnPosition) change;
      SchemaChange.Move move = move(update.fieldNames(), update.position());
      if (move != null) {
        return SchemaChange.updateColumnPosition(move);
      }
    }
    throw new UnsupportedOperationException(
        "Paimon cannot alter a table by " + change.getClass().getSimpleName());
  }

  private static SchemaChange setProperty(String property, String value) {
    if (property.equals(TableCatalog.PROP_COMMENT)) {
      return SchemaChange.updateComment(value);
    }
    if (property.equals(CoreOptions.PRIMARY_KEY.key())) {
      throw new UnsupportedOperationException("The primary key of a Paimon table is fixed");
    }
    return SchemaChange.setOption(property, value);
  }

  private static SchemaChange addColumn(TableChange.AddColumn add) {
    if (add.defaultValue() != null) {
      throw new UnsupportedOperationException(
          "Paimon cannot give existing rows a default: add the column, then update the rows");
    }
    return SchemaChange.addColumn(
        add.fieldNames(),
        SparkTypes.toPaimon(add.dataType(), add.isNullable()),
        add.comment(),
        move(add.fieldNames(), add.position()));
  }

  private static SchemaChange.@Nullable Move move(
      String[] fieldNames, TableChange.@Nullable ColumnPosition position) {
    String column = fieldNames[fieldNames.length - 1];
    if (position instanceof TableChange.First) {
      return SchemaChange.Move.first(column);
    }
    if (position instanceof TableChange.After) {
      return SchemaChange.Move.after(column, ((TableChange.After) position).column());
    }
    return null;
  }
}
