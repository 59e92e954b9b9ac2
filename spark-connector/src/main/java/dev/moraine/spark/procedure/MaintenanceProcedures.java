package dev.moraine.spark.procedure;

import java.util.List;
import java.util.stream.Stream;

/** All procedures that look after tables without rewriting rows. */
public final class MaintenanceProcedures {
  private MaintenanceProcedures() {}

  public static List<SysProcedure> all() {
    return Stream.of(
            TagProcedures.all(),
            BranchProcedures.all(),
            RollbackProcedures.all(),
            ExpiryProcedures.all(),
            PartitionProcedures.all(),
            ConsumerProcedures.all(),
            FileProcedures.all())
        .flatMap(List::stream)
        .toList();
  }
}
