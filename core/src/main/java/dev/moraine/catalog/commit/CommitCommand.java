package dev.moraine.catalog.commit;

import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.TableId;
import java.util.List;
import java.util.Optional;

/**
 * A client's wish that its snapshot become the table's next.
 *
 * @param tableId the table that the client wrote for; clients 1.1 send none
 * @param baseSnapshotUuid the head that the client built on; clients before 2.0 send none
 * @param snapshotJson as it came, to the letter
 * @param statistics signed differences by partition
 */
public record CommitCommand(
    Optional<TableId> tableId,
    Optional<String> baseSnapshotUuid,
    String snapshotJson,
    List<PartitionStatistics> statistics) {
  public CommitCommand {
    statistics = List.copyOf(statistics);
  }
}
