package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.util.List;
import java.util.Map;
import org.apache.paimon.partition.actions.PartitionMarkDoneAction;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.utils.IOUtils;
import org.apache.paimon.utils.PartitionPathUtils;

/** What is said of partitions to those who wait for them. */
final class PartitionProcedures {
  private static final Parameter<String> PARTITIONS = Parameter.text("partitions");

  private PartitionProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named(
                "mark_partition_done", "Does what partition.mark-done-action says, for partitions")
            .taking(TABLE, PARTITIONS)
            .doing(PartitionProcedures::markDone));
  }

  private static void markDone(ProcedureCall call) throws Exception {
    FileStoreTable table = call.table();
    List<Map<String, String>> partitions =
        PartitionSpecs.parse(call.get(PARTITIONS), table.partitionKeys());
    for (Map<String, String> partition : partitions) {
      if (partition.size() != table.partitionKeys().size()) {
        throw new IllegalArgumentException(
            "partitions: name every partition column of " + table.fullName());
      }
    }
    List<PartitionMarkDoneAction> actions =
        PartitionMarkDoneAction.createActions(
            PartitionProcedures.class.getClassLoader(), table, table.coreOptions());
    try {
      for (String path :
          PartitionPathUtils.generatePartitionPaths(partitions, table.store().partitionType())) {
        for (PartitionMarkDoneAction action : actions) {
          ProcedureCall.checkNotCancelled();
          action.markDone(path);
        }
      }
    } finally {
      IOUtils.closeAllQuietly(actions);
    }
  }
}
