package dev.moraine.spark.compact;

import dev.moraine.spark.read.QueryRules;
import dev.moraine.spark.write.PatientCommit;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.utils.ParameterUtils;
import org.apache.paimon.utils.TimeUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** {@code CALL sys.compact(table => …)}: answers one row, true once the table is compacted. */
public final class CompactProcedure implements UnboundProcedure, BoundProcedure {
  /** The procedure's name in the namespace {@code sys}. */
  public static final String NAME = "compact";

  private static final StructType RESULT =
      new StructType().add("result", DataTypes.BooleanType, false);

  private enum Parameter {
    TABLE,
    PARTITIONS,
    COMPACT_STRATEGY,
    ORDER_STRATEGY,
    ORDER_BY,
    WHERE,
    OPTIONS,
    PARTITION_IDLE_TIME;

    ProcedureParameter declared() {
      ProcedureParameter.Builder builder =
          ProcedureParameter.in(name().toLowerCase(java.util.Locale.ROOT), DataTypes.StringType);
      return this == TABLE ? builder.build() : builder.defaultValue("NULL").build();
    }

    @Nullable String in(InternalRow arguments) {
      if (arguments.isNullAt(ordinal())) {
        return null;
      }
      String text = arguments.getUTF8String(ordinal()).toString();
      return text.isBlank() ? null : text;
    }
  }

  private final Catalog catalog;

  public CompactProcedure(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Merges the files of a table, and sorts them on request, beside its writers";
  }

  @Override
  public BoundProcedure bind(StructType arguments) {
    return this;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public ProcedureParameter[] parameters() {
    return Arrays.stream(Parameter.values())
        .map(Parameter::declared)
        .toArray(ProcedureParameter[]::new);
  }

  @Override
  public Iterator<Scan> call(InternalRow arguments) {
    CompactRequest request = request(arguments);
    try {
      Compaction.of(SparkSession.active(), request).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The compaction was cancelled", e);
    }
    Scan result = new Result();
    return List.of(result).iterator();
  }

  private CompactRequest request(InternalRow arguments) {
    String name = Parameter.TABLE.in(arguments);
    if (name == null) {
      throw new IllegalArgumentException("table must name a table: table => 'database.table'");
    }
    if (Parameter.WHERE.in(arguments) != null) {
      throw new IllegalArgumentException(
          "where is not supported yet: name the partitions with partitions => 'column=\"value\"'");
    }
    FileStoreTable table = table(name, Parameter.OPTIONS.in(arguments));
    String partitions = Parameter.PARTITIONS.in(arguments);
    String columns = Parameter.ORDER_BY.in(arguments);
    return new CompactRequest(
        table,
        partitions == null ? List.of() : PartitionSpecs.parse(partitions, table.partitionKeys()),
        SortStrategy.named(Parameter.ORDER_STRATEGY.in(arguments)),
        columns == null ? List.of() : Arrays.stream(columns.split(",")).map(String::trim).toList(),
        idle(Parameter.PARTITION_IDLE_TIME.in(arguments)),
        full(Parameter.COMPACT_STRATEGY.in(arguments)));
  }

  private FileStoreTable table(String name, @Nullable String options) {
    String[] parts = name.replace("`", "").split("\\.", -1);
    // A leading catalog name is this catalog's own, under which the procedure was called.
    int database = parts.length - 2;
    if (database < 0 || database > 1) {
      throw new IllegalArgumentException("table: '" + name + "' is not of the form database.table");
    }
    Table table;
    try {
      table = catalog.getTable(Identifier.create(parts[database], parts[database + 1]));
    } catch (Catalog.TableNotExistException e) {
      throw new IllegalArgumentException("table: there is no table " + name, e);
    }
    if (!(table instanceof FileStoreTable)) {
      throw new IllegalArgumentException(
          "table: " + name + " is no Paimon table, so that there is nothing to compact");
    }
    // It would delete what is hidden.
    QueryRules.requireNone(table, "A compaction");
    Map<String, String> dynamic = new HashMap<>(PatientCommit.OPTIONS);
    if (options != null) {
      dynamic.putAll(ParameterUtils.parseCommaSeparatedKeyValues(options));
    }
    dynamic.put(CoreOptions.WRITE_ONLY.key(), "false");
    return ((FileStoreTable) table).copy(dynamic);
  }

  private static @Nullable Duration idle(@Nullable String text) {
    return text == null ? null : TimeUtils.parseDuration(text);
  }

  private static boolean full(@Nullable String strategy) {
    if (strategy == null || strategy.equalsIgnoreCase("full")) {
      return true;
    }
    if (strategy.equalsIgnoreCase("minor")) {
      return false;
    }
    throw new IllegalArgumentException(
        "compact_strategy '" + strategy + "' is unknown: use full or minor");
  }

  private static final class Result implements LocalScan {
    @Override
    public InternalRow[] rows() {
      return new InternalRow[] {new GenericInternalRow(new Object[] {true})};
    }

    @Override
    public StructType readSchema() {
      return RESULT;
    }
  }
}
