package dev.moraine.spark.compact;

import static dev.moraine.spark.compact.PartitionChoice.PARTITIONS;
import static dev.moraine.spark.compact.PartitionChoice.WHERE;
import static dev.moraine.spark.procedure.Parameter.OPTIONS;
import static dev.moraine.spark.procedure.Parameter.TABLE;

import dev.moraine.spark.procedure.Parameter;
import dev.moraine.spark.procedure.ProcedureCall;
import dev.moraine.spark.procedure.SysProcedure;
import dev.moraine.spark.write.PatientCommit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.utils.TimeUtils;
import org.apache.spark.sql.types.DataTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The procedures that rewrite the files of tables. */
public final class CompactProcedures {
  private static final Logger log = LoggerFactory.getLogger(CompactProcedures.class);

  private static final Parameter<String> COMPACT_STRATEGY =
      Parameter.text("compact_strategy").optional();
  private static final Parameter<String> ORDER_STRATEGY =
      Parameter.text("order_strategy").optional();
  private static final Parameter<String> ORDER_BY = Parameter.text("order_by").optional();
  private static final Parameter<String> PARTITION_IDLE_TIME =
      Parameter.text("partition_idle_time").optional();
  private static final Parameter<String> INCLUDING_DATABASES =
      Parameter.text("including_databases").optional();
  private static final Parameter<String> INCLUDING_TABLES =
      Parameter.text("including_tables").optional();
  private static final Parameter<String> EXCLUDING_TABLES =
      Parameter.text("excluding_tables").optional();
  private static final Parameter<Integer> BUCKET_NUM = Parameter.count("bucket_num").optional();

  private CompactProcedures() {}

  public static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named(
                "compact", "Merges the files of a table, and sorts them on request, beside writers")
            .taking(
                TABLE,
                PARTITIONS,
                COMPACT_STRATEGY,
                ORDER_STRATEGY,
                ORDER_BY,
                WHERE,
                OPTIONS,
                PARTITION_IDLE_TIME)
            .doing(CompactProcedures::compact),
        SysProcedure.named("compact_database", "Merges the files of every table that matches")
            .taking(INCLUDING_DATABASES, INCLUDING_TABLES, EXCLUDING_TABLES, OPTIONS)
            .answering("result", DataTypes.StringType)
            .by(CompactProcedures::compactDatabase),
        SysProcedure.named("rescale", "Distributes partitions over another number of buckets")
            .taking(TABLE, BUCKET_NUM, PARTITIONS, WHERE)
            .doing(
                call -> {
                  FileStoreTable table = call.table();
                  Rescaling.run(
                      call,
                      table,
                      call.find(BUCKET_NUM).orElse(table.coreOptions().bucket()),
                      PartitionChoice.of(call, table));
                }),
        SysProcedure.named(
                "rewrite_file_index", "Writes the indexes of files as the table's options say now")
            .taking(TABLE, WHERE)
            .answering("written_partitions", DataTypes.IntegerType)
            .answering("written_indexes", DataTypes.IntegerType)
            .by(CompactProcedures::rewriteFileIndex));
  }

  private static void compact(ProcedureCall call) throws InterruptedException {
    FileStoreTable table = compactable(call.table(), call.options());
    CompactRequest request =
        new CompactRequest(
            table,
            PartitionChoice.of(call, table),
            SortStrategy.named(call.find(ORDER_STRATEGY).orElse(null)),
            call.find(ORDER_BY)
                .map(columns -> Arrays.stream(columns.split(",")).map(String::trim).toList())
                .orElse(List.of()),
            call.find(PARTITION_IDLE_TIME).map(TimeUtils::parseDuration).orElse(null),
            isFull(call.find(COMPACT_STRATEGY).orElse("full")));
    Compaction.of(call.spark(), request).run();
  }

  private static FileStoreTable compactable(FileStoreTable table, Map<String, String> options) {
    Map<String, String> dynamic = new HashMap<>(PatientCommit.OPTIONS);
    dynamic.putAll(options);
    dynamic.put(CoreOptions.WRITE_ONLY.key(), "false");
    return table.copy(dynamic);
  }

  private static boolean isFull(String strategy) {
    if (strategy.equalsIgnoreCase("full")) {
      return true;
    }
    if (strategy.equalsIgnoreCase("minor")) {
      return false;
    }
    throw new IllegalArgumentException(
        "compact_strategy '" + strategy + "' is unknown: use full or minor");
  }

  private static List<Object[]> compactDatabase(ProcedureCall call) throws Exception {
    Pattern databases = Pattern.compile(call.find(INCLUDING_DATABASES).orElse(".*"));
    Pattern including = Pattern.compile(call.find(INCLUDING_TABLES).orElse(".*"));
    Pattern excluding = call.find(EXCLUDING_TABLES).map(Pattern::compile).orElse(null);
    int compacted = 0;
    int failed = 0;
    for (String database : call.catalog().listDatabases()) {
      if (!databases.matcher(database).matches()) {
        continue;
      }
      for (String name : call.catalog().listTables(database)) {
        Identifier identifier = new Identifier(database, name);
        String full = identifier.getFullName();
        if (!including.matcher(full).matches()
            || excluding != null && excluding.matcher(full).matches()
            || !isPaimonTable(call.catalog(), identifier)) {
          continue;
        }
        ProcedureCall.checkNotCancelled();
        try {
          FileStoreTable table = compactable(call.table(identifier), call.options());
          Compaction.of(call.spark(), CompactRequest.merge(table)).run();
          compacted++;
        } catch (RuntimeException e) {
          // The others are compacted all the same; the answer says how many were not.
          log.warn("Table {} could not be compacted", full, e);
          failed++;
        }
      }
    }
    return List.<Object[]>of(
        new Object[] {
          "Compact database finished. Success: %d, Failed: %d".formatted(compacted, failed)
        });
  }

  private static boolean isPaimonTable(Catalog catalog, Identifier identifier) {
    try {
      return catalog.getTable(identifier) instanceof FileStoreTable;
    } catch (Catalog.TableNotExistException e) {
      return false; // dropped since it was listed
    }
  }

  private static List<Object[]> rewriteFileIndex(ProcedureCall call) throws InterruptedException {
    FileStoreTable table = compactable(call.table(), Map.of());
    if (table.coreOptions().indexColumnsOptions().isEmpty()) {
      throw new IllegalArgumentException(
          table.fullName() + " has no file index: set file-index.bloom-filter.columns, say, first");
    }
    IndexRewrite rewrite =
        new IndexRewrite(
            call.spark(), CompactRequest.merge(table, PartitionChoice.of(call, table)));
    rewrite.run();
    return List.<Object[]>of(new Object[] {rewrite.partitions(), rewrite.indexes()});
  }
}
