package dev.moraine.spark.procedure;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The rows that a call answers.
 *
 * @param values texts as Java's strings
 */
public record Answer(StructType readSchema, List<Object[]> values) implements LocalScan {
  @Override
  public InternalRow[] rows() {
    return values.stream()
        .map(
            row -> {
              Object[] internal = new Object[row.length];
              for (int i = 0; i < row.length; i++) {
                internal[i] = row[i] instanceof String text ? UTF8String.fromString(text) : row[i];
              }
              return new GenericInternalRow(internal);
            })
        .toArray(InternalRow[]::new);
  }
}
