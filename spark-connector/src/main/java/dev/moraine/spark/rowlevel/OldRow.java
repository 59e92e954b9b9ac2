package dev.moraine.spark.rowlevel;

import dev.moraine.spark.types.SparkTypes;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The row as it was, as one more column of it. Spark hands a delete no value but the key; columns
 * of metadata it hands through.
 */
final class OldRow {
  static final String NAME = "__paimon_old_row";

  private OldRow() {}

  static NamedReference[] columns() {
    return new NamedReference[] {Expressions.column(NAME)};
  }

  static MetadataColumn[] metadata(FileStoreTable table) {
    return new MetadataColumn[] {new Column(SparkTypes.carried(table.rowType()))};
  }

  static StructType appendTo(StructType columns) {
    return columns.add(NAME, columns, true);
  }

  private record Column(DataType dataType) implements MetadataColumn {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String comment() {
      return "the row before a change, for the change alone";
    }
  }
}
