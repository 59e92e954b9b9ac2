package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.OPTIONS;
import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.operation.CleanOrphanFilesResult;
import org.apache.paimon.operation.LocalOrphanFilesClean;
import org.apache.paimon.operation.OrphanFilesClean;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.TableCommitImpl;
import org.apache.spark.sql.types.DataTypes;

/** What metadata and files say of each other, put right. */
final class FileProcedures {
  private static final Parameter<String> OLDER_THAN = Parameter.text("older_than").optional();
  private static final Parameter<Boolean> DRY_RUN = Parameter.flag("dry_run").optional();
  private static final Parameter<Integer> PARALLELISM = Parameter.count("parallelism").optional();
  private static final Parameter<String> MODE = Parameter.text("mode").optional();
  private static final Parameter<String> DATABASE_OR_TABLE = Parameter.text("database_or_table");
  private static final String EVERY_TABLE = ".*";

  private FileProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named(
                "remove_orphan_files", "Deletes files that no snapshot, tag or branch needs")
            .taking(TABLE, OLDER_THAN, DRY_RUN, PARALLELISM, MODE)
            .answering("deletedFileCount", DataTypes.LongType)
            .answering("deletedFileTotalLenInBytes", DataTypes.LongType)
            .by(FileProcedures::removeOrphans),
        SysProcedure.named(
                "remove_unexisting_files", "Takes data files out of the table that are lost")
            .taking(TABLE, DRY_RUN, PARALLELISM)
            .answering("fileName", DataTypes.StringType)
            .by(FileProcedures::removeUnexisting),
        SysProcedure.named("compact_manifest", "Merges the table's manifests")
            .taking(TABLE, OPTIONS)
            .doing(FileProcedures::compactManifests),
        SysProcedure.named("repair", "Has the metastore read databases and tables from files again")
            .taking(DATABASE_OR_TABLE)
            .doing(FileProcedures::repair));
  }

  private static List<Object[]> removeOrphans(ProcedureCall call) throws Exception {
    String mode = call.find(MODE).orElse("distributed").toLowerCase(Locale.ROOT);
    if (!mode.equals("local") && !mode.equals("distributed")) {
      throw new IllegalArgumentException(
          "mode '" + mode + "' is unknown: use local or distributed");
    }
    long olderThan = OrphanFilesClean.olderThanMillis(call.find(OLDER_THAN).orElse(null));
    boolean dryRun = call.find(DRY_RUN).orElse(false);
    long files = 0;
    long bytes = 0;
    for (FileStoreTable table : tablesToClean(call)) {
      ProcedureCall.checkNotCancelled();
      CleanOrphanFilesResult found =
          mode.equals("local")
              ? new LocalOrphanFilesClean(withThreads(call, table), olderThan, dryRun).clean()
              : new OrphanFiles(table, olderThan, dryRun).clean(call.spark(), parallelism(call));
      files += found.getDeletedFileCount();
      bytes += found.getDeletedFileTotalLenInBytes();
    }
    return List.<Object[]>of(new Object[] {files, bytes});
  }

  private static List<FileStoreTable> tablesToClean(ProcedureCall call)
      throws Catalog.DatabaseNotExistException {
    String name = call.get(TABLE);
    if (!name.endsWith(EVERY_TABLE)) {
      return List.of(call.table());
    }
    String database = name.substring(0, name.length() - EVERY_TABLE.length()).replace("`", "");
    List<FileStoreTable> tables = new ArrayList<>();
    for (String table : call.catalog().listTables(database)) {
      tables.add(call.table(new Identifier(database, table)));
    }
    return tables;
  }

  private static FileStoreTable withThreads(ProcedureCall call, FileStoreTable table) {
    return call.find(PARALLELISM)
        .map(
            threads ->
                table.copy(Map.of(CoreOptions.FILE_OPERATION_THREAD_NUM.key(), threads.toString())))
        .orElse(table);
  }

  private static int parallelism(ProcedureCall call) {
    int tasks =
        call.find(PARALLELISM)
            .orElseGet(
                () -> Integer.valueOf(call.spark().conf().get("spark.sql.shuffle.partitions")));
    if (tasks < 1) {
      throw new IllegalArgumentException("parallelism: " + tasks + " is less than one task");
    }
    return tasks;
  }

  private static List<Object[]> removeUnexisting(ProcedureCall call) throws Exception {
    FileStoreTable table = call.table();
    LostFiles lost = LostFiles.of(call.spark(), table, parallelism(call));
    if (!call.find(DRY_RUN).orElse(false) && !lost.messages().isEmpty()) {
      ProcedureCall.checkNotCancelled();
      try (TableCommitImpl commit = table.newCommit(UUID.randomUUID().toString())) {
        List<CommitMessage> messages = lost.messages();
        commit.commit(messages);
      }
    }
    return lost.paths().stream().map(path -> new Object[] {path}).toList();
  }

  private static void compactManifests(ProcedureCall call) throws Exception {
    FileStoreTable table = call.table().copy(call.options());
    try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
      commit.compactManifests();
    }
  }

  private static void repair(ProcedureCall call) throws Exception {
    try {
      for (String name : call.get(DATABASE_OR_TABLE).split(",")) {
        ProcedureCall.checkNotCancelled();
        if (name.contains(".")) {
          call.catalog().repairTable(call.identifier(name.trim()));
        } else {
          call.catalog().repairDatabase(name.trim());
        }
      }
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException(
          "This catalog's metastore keeps no copy of what the files say, so that there is nothing"
              + " to repair",
          e);
    }
  }
}
