package dev.moraine.spark.compact;

import dev.moraine.spark.procedure.Parameter;
import dev.moraine.spark.procedure.PartitionSpecs;
import dev.moraine.spark.procedure.ProcedureCall;
import dev.moraine.spark.types.SparkRow;
import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.partition.PartitionPredicate;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.snapshot.SnapshotReader;
import org.apache.paimon.types.RowType;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which partitions of a table a procedure works on: all, those of some values, or those for which a
 * condition holds.
 *
 * @param specs empty for all
 * @param where a condition over partition columns, in Spark's SQL
 */
record PartitionChoice(List<Map<String, String>> specs, @Nullable String where) {
  static final Parameter<String> PARTITIONS = Parameter.text("partitions").optional();
  static final Parameter<String> WHERE = Parameter.text("where").optional();
  private static final String POSITION = "__moraine_position";

  PartitionChoice {
    specs = List.copyOf(specs);
  }

  static PartitionChoice all() {
    return new PartitionChoice(List.of(), null);
  }

  /** What the call says, as far as its procedure takes these arguments. */
  static PartitionChoice of(ProcedureCall call, FileStoreTable table) {
    Optional<String> partitions = call.find(PARTITIONS);
    Optional<String> where = call.find(WHERE);
    if (partitions.isPresent() && where.isPresent()) {
      throw new IllegalArgumentException("give partitions or where, not both");
    }
    if (where.isPresent() && table.partitionKeys().isEmpty()) {
      throw new IllegalArgumentException(
          "where chooses partitions, and " + table.fullName() + " has none");
    }
    return new PartitionChoice(
        partitions.map(text -> PartitionSpecs.parse(text, table.partitionKeys())).orElse(List.of()),
        where.orElse(null));
  }

  /** The chosen ones of the table's partitions that have files. */
  List<PartitionEntry> in(SparkSession spark, FileStoreTable table) {
    SnapshotReader reader = table.newSnapshotReader();
    RowType type = table.schema().logicalPartitionType();
    if (!specs.isEmpty()) {
      reader.withPartitionFilter(
          PartitionPredicate.fromMaps(type, specs, table.coreOptions().partitionDefaultName()));
    }
    List<PartitionEntry> entries = reader.partitionEntries();
    return where == null || entries.isEmpty() ? entries : satisfying(spark, type, entries);
  }

  // Spark evaluates the condition over the partitions themselves, a row each: whatever it can
  // compute is allowed, and means what it means in a query.
  private List<PartitionEntry> satisfying(
      SparkSession spark, RowType type, List<PartitionEntry> entries) {
    StructType columns = SparkTypes.carried(type);
    List<InternalRow> rows = new ArrayList<>();
    SparkRow view = new SparkRow(type);
    for (PartitionEntry entry : entries) {
      view.of(entry.partition());
      Object[] values = new Object[type.getFieldCount() + 1];
      for (int i = 0; i < type.getFieldCount(); i++) {
        values[i] = view.get(i, columns.apply(i).dataType());
      }
      values[type.getFieldCount()] = rows.size();
      rows.add(new GenericInternalRow(values));
    }
    LocalRelation partitions =
        new LocalRelation(
            attributes(columns.add(POSITION, DataTypes.IntegerType, false)),
            CollectionConverters.asScala(rows).toSeq(),
            false,
            Option.empty());
    List<PartitionEntry> chosen = new ArrayList<>();
    for (Row row : filtered(spark, partitions, type)) {
      chosen.add(entries.get(row.getInt(0)));
    }
    return chosen;
  }

  private static Seq<Attribute> attributes(StructType columns) {
    List<Attribute> attributes =
        new ArrayList<>(CollectionConverters.asJava(DataTypeUtils.toAttributes(columns)));
    return CollectionConverters.asScala(attributes).toSeq();
  }

  private List<Row> filtered(SparkSession spark, LocalRelation partitions, RowType type) {
    Dataset<Row> chosen;
    try {
      chosen =
          Dataset.ofRows((org.apache.spark.sql.classic.SparkSession) spark, partitions)
              .where(where);
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // not declared by Scala
        throw new IllegalArgumentException(
            "where: '"
                + where
                + "' is no condition over the partition columns "
                + String.join(", ", type.getFieldNames())
                + ": "
                + e.getMessage(),
            e);
      }
      throw e;
    }
    return chosen.select(POSITION).collectAsList();
  }
}
