package dev.moraine.spark.sql;

import dev.moraine.spark.procedure.ProcedureCall;
import dev.moraine.spark.types.PaimonValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.Snapshot;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.stats.ColStats;
import org.apache.paimon.stats.Statistics;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.types.DataField;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.ColumnStat;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.command.CommandUtils$;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * ANALYZE TABLE … COMPUTE STATISTICS: Spark computes them of one snapshot, and a commit puts them
 * into a statistics file of the table, where every engine finds them.
 */
final class AnalyzeStatement {
  private AnalyzeStatement() {}

  /**
   * @param names the columns; none for the table alone
   */
  static LogicalPlan of(Statement statement, Option<Seq<String>> names, boolean allColumns) {
    return statement.does(
        "ANALYZE TABLE",
        call -> {
          FileStoreTable table = call.table(statement.paimonIdentifier());
          Snapshot snapshot = table.snapshotManager().latestSnapshot();
          if (snapshot != null) {
            analyze(call, statement, table, snapshot, names, allColumns);
          }
        });
  }

  static LogicalPlan refusePartitions(Statement statement) {
    return statement.does(
        "ANALYZE TABLE",
        call -> {
          throw new UnsupportedOperationException(
              "Paimon keeps statistics of whole tables: leave out PARTITION");
        });
  }

  private static void analyze(
      ProcedureCall call,
      Statement statement,
      FileStoreTable table,
      Snapshot snapshot,
      Option<Seq<String>> names,
      boolean allColumns)
      throws Exception {
    DataSourceV2Relation relation = relation(statement, snapshot);
    List<Attribute> columns = new ArrayList<>();
    for (Attribute column : CollectionConverters.asJava(relation.output())) {
      if (allColumns && isAnalysable(column.dataType())) {
        columns.add(column);
      }
    }
    if (!names.isEmpty()) {
      for (String name : CollectionConverters.asJava(names.get())) {
        columns.add(column(relation, name));
      }
    }
    Tuple2<Object, scala.collection.immutable.Map<Attribute, ColumnStat>> computed =
        CommandUtils$.MODULE$.computeColumnStats(
            (org.apache.spark.sql.classic.SparkSession) call.spark(),
            relation,
            CollectionConverters.asScala(columns).toSeq());
    long rows = (Long) computed._1();
    Map<String, ColStats<?>> ofColumns = new HashMap<>();
    CollectionConverters.asJava(computed._2())
        .forEach(
            (column, stats) ->
                ofColumns.put(
                    column.name(), ofColumn(table.rowType().getField(column.name()), stats)));
    Statistics statistics =
        new Statistics(
            snapshot.id(), snapshot.schemaId(), rows, bytes(table, snapshot, rows), ofColumns);
    ProcedureCall.checkNotCancelled();
    try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
      commit.updateStatistics(statistics);
    }
  }

  private static DataSourceV2Relation relation(Statement statement, Snapshot snapshot)
      throws NoSuchTableException {
    Table table = statement.spark().loadTable(statement.identifier(), Long.toString(snapshot.id()));
    return DataSourceV2Relation.create(
        table, Option.apply(statement.spark()), Option.apply(statement.identifier()));
  }

  private static Attribute column(DataSourceV2Relation relation, String name) {
    for (Attribute column : CollectionConverters.asJava(relation.output())) {
      if (column.name().equalsIgnoreCase(name)) {
        if (!isAnalysable(column.dataType())) {
          throw new UnsupportedOperationException(
              "Column "
                  + name
                  + " is of type "
                  + column.dataType().sql()
                  + ", of which there are no statistics");
        }
        return column;
      }
    }
    throw new IllegalArgumentException(
        "ANALYZE TABLE: " + relation.table().name() + " has no column " + name);
  }

  // Those that Spark can compute statistics of.
  private static boolean isAnalysable(DataType type) {
    return type instanceof NumericType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof BooleanType
        || type instanceof StringType
        || type instanceof BinaryType;
  }

  // What the files hold of rows that are there no more does not count.
  private static long bytes(FileStoreTable table, Snapshot snapshot, long rows) {
    long bytes =
        table.newSnapshotReader().withSnapshot(snapshot).partitionEntries().stream()
            .mapToLong(PartitionEntry::fileSizeInBytes)
            .sum();
    long stored = snapshot.totalRecordCount();
    return stored <= rows ? bytes : (long) ((double) bytes * rows / stored);
  }

  private static ColStats<?> ofColumn(DataField field, ColumnStat stats) {
    return ColStats.newColStats(
        field.id(),
        number(stats.distinctCount()),
        comparable(stats.min(), field),
        comparable(stats.max(), field),
        number(stats.nullCount()),
        number(stats.avgLen()),
        number(stats.maxLen()));
  }

  private static @Nullable Long number(Option<?> value) {
    return value.isEmpty() ? null : (Long) ((Number) value.get()).longValue();
  }

  @SuppressWarnings("unchecked") // every value that literal() answers compares with its kind
  private static @Nullable Comparable<Object> comparable(Option<Object> value, DataField field) {
    return value.isEmpty()
        ? null
        : (Comparable<Object>) PaimonValues.literal(value.get(), field.type());
  }
}
