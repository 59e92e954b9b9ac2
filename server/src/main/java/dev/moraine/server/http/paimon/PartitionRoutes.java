package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionService;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Partitions of the protocol. */
final class PartitionRoutes {
  private final PartitionService partitions;

  PartitionRoutes(PartitionService partitions) {
    this.partitions = partitions;
  }

  Optional<Object> list(PaimonRequest request) {
    Page<Partition> page =
        partitions.list(
            request.caller(),
            request.catalog(),
            request.table(),
            request.pattern("partitionNamePattern"),
            request.page());
    return Optional.of(toWire(page.items(), page.nextToken()));
  }

  Optional<Object> find(PaimonRequest request) {
    List<Partition> found =
        partitions.find(request.caller(), request.catalog(), request.table(), specs(request));
    return Optional.of(toWire(found, Optional.empty()));
  }

  Optional<Object> markDone(PaimonRequest request) {
    partitions.markDone(request.caller(), request.catalog(), request.table(), specs(request));
    return Optional.empty();
  }

  private static List<Map<String, String>> specs(PaimonRequest request) {
    return Wire.required("specs", request.body(Wire.PartitionSpecsRequest.class).specs());
  }

  private static Wire.ListPartitionsResponse toWire(
      List<Partition> partitions, Optional<String> nextToken) {
    return new Wire.ListPartitionsResponse(
        partitions.stream().map(PartitionRoutes::toWire).toList(), nextToken);
  }

  private static Wire.Partition toWire(Partition partition) {
    return new Wire.Partition(
        partition.spec(),
        partition.recordCount(),
        partition.fileSizeInBytes(),
        partition.fileCount(),
        partition.lastFileCreationTimeMs(),
        partition.totalBuckets(),
        partition.done(),
        partition.provenance().createdAt().toEpochMilli(),
        partition.provenance().createdBy(),
        partition.provenance().updatedAt().toEpochMilli(),
        partition.provenance().updatedBy(),
        Map.of());
  }
}
