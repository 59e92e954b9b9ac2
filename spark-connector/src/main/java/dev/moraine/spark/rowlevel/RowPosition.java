package dev.moraine.spark.rowlevel;

import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Where a row of a table without keys is; tells it from all others. */
final class RowPosition {
  /** The names that Apache's connector gave these columns. */
  private static final String FILE_PATH = "__paimon_file_path";

  private static final String ROW_INDEX = "__paimon_row_index";

  private RowPosition() {}

  static NamedReference[] columns() {
    return new NamedReference[] {Expressions.column(FILE_PATH), Expressions.column(ROW_INDEX)};
  }

  static MetadataColumn[] metadata() {
    return new MetadataColumn[] {
      new Column(FILE_PATH, DataTypes.StringType, "the data file that the row is in"),
      new Column(ROW_INDEX, DataTypes.LongType, "the row's position in its data file, from 0")
    };
  }

  static StructType appendTo(StructType columns) {
    return columns
        .add(FILE_PATH, DataTypes.StringType, false)
        .add(ROW_INDEX, DataTypes.LongType, false);
  }

  private record Column(String name, DataType dataType, String comment) implements MetadataColumn {
    @Override
    public boolean isNullable() {
      return false;
    }
  }
}
