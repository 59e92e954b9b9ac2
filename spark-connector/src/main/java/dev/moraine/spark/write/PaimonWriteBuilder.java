package dev.moraine.spark.write;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FormatTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.write.SupportsDynamicOverwrite;
import org.apache.spark.sql.connector.write.SupportsOverwriteV2;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** INSERT INTO and INSERT OVERWRITE. */
public final class PaimonWriteBuilder implements SupportsOverwriteV2, SupportsDynamicOverwrite {
  private final Table table;
  private final String queryId;
  private @Nullable Map<String, String> overwrite;
  private boolean dynamic;

  /**
   * @param queryId the same for all that one streaming query writes, ever
   */
  public PaimonWriteBuilder(Table table, String queryId) {
    this.table = table;
    this.queryId = queryId;
  }

  @Override
  public boolean canOverwrite(Predicate[] predicates) {
    return partitionSpec(predicates) != null;
  }

  @Override
  public WriteBuilder overwrite(Predicate[] predicates) {
    overwrite = partitionSpec(predicates);
    return this;
  }

  @Override
  public WriteBuilder truncate() {
    overwrite = Map.of();
    return this;
  }

  @Override
  public WriteBuilder overwriteDynamicPartitions() {
    overwrite = Map.of();
    dynamic = true;
    return this;
  }

  @Override
  public Write build() {
    int columns = table.rowType().getFieldCount();
    if (table instanceof FormatTable) {
      BatchWriteBuilder builder = table.newBatchWriteBuilder();
      if (overwrite != null) {
        builder.withOverwrite(overwrite);
      }
      return new PaimonWrite(
          new FormatTarget(builder),
          columns,
          WriteDistribution.byPartition(table.partitionKeys()),
          null);
    }
    FileStoreTable target = (FileStoreTable) table;
    WriteDistribution distribution = WriteDistribution.of(target);
    if (overwrite != null) {
      target =
          target.copy(
              Map.of(CoreOptions.DYNAMIC_PARTITION_OVERWRITE.key(), Boolean.toString(dynamic)));
    }
    return new PaimonWrite(
        new FileStoreTarget(target, overwrite),
        columns,
        distribution,
        overwrite == null ? queryId : null);
  }

  /** The static partition that the predicates say, or null if they say something else. */
  private @Nullable Map<String, String> partitionSpec(Predicate[] predicates) {
    Map<String, String> spec = new LinkedHashMap<>();
    for (Predicate predicate : predicates) {
      if (!addTo(spec, predicate)) {
        return null;
      }
    }
    return spec;
  }

  private boolean addTo(Map<String, String> spec, Predicate predicate) {
    Expression[] children = predicate.children();
    switch (predicate.name()) {
      case "ALWAYS_TRUE":
        return true;
      case "AND":
        return children[0] instanceof Predicate
            && children[1] instanceof Predicate
            && addTo(spec, (Predicate) children[0])
            && addTo(spec, (Predicate) children[1]);
      case "=":
      case "<=>":
        if (children[0] instanceof NamedReference && children[1] instanceof Literal) {
          String column = String.join(".", ((NamedReference) children[0]).fieldNames());
          String value = text((Literal<?>) children[1]);
          return value != null
              && table.partitionKeys().contains(column)
              && spec.putIfAbsent(column, value) == null;
        }
        return false;
      default:
        return false;
    }
  }

  private static @Nullable String text(Literal<?> literal) {
    Object value = literal.value();
    if (value == null) {
      return null;
    }
    if (literal.dataType().equals(DataTypes.DateType)) {
      return java.time.LocalDate.ofEpochDay((Integer) value).toString();
    }
    if (literal.dataType().equals(DataTypes.TimestampType)
        || literal.dataType().equals(DataTypes.TimestampNTZType)
        || literal.dataType().equals(DataTypes.BinaryType)) {
      return null;
    }
    return value.toString();
  }
}
