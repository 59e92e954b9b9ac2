package dev.moraine.server.http.paimon;

import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionReport;
import dev.moraine.catalog.PartitionService;
import dev.moraine.catalog.PartitionService.Otherwise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Partitions of the protocol. */
final class PartitionRoutes {
  private final PartitionService partitions;

  PartitionRoutes(PartitionService partitions) {
    this.partitions = partitions;
  }

  Wire.ListPartitionsResponse list(PaimonRequest request) {
    Page<Partition> page =
        partitions.list(
            request.caller(),
            request.catalog(),
            request.table(),
            request.pattern(PaimonQuery.PARTITION_NAME_PATTERN),
            request.page());
    return toWire(page.items(), page.nextToken());
  }

  Wire.ListPartitionsResponse find(PaimonRequest request, Wire.PartitionSpecsRequest body) {
    List<Partition> found =
        partitions.find(request.caller(), request.catalog(), request.table(), body.specs());
    return toWire(found, Optional.empty());
  }

  Wire.ListPartitionsResponse listByFilter(
      PaimonRequest request, Wire.ListPartitionsByFilterRequest body) {
    Page<Partition> page =
        partitions.listByFilter(
            request.caller(),
            request.catalog(),
            request.table(),
            body.filter(),
            Optional.ofNullable(body.partitionNamePattern())
                .map(NamePattern::parse)
                .orElse(NamePattern.ALL),
            PaimonRequest.page(
                Optional.ofNullable(body.maxResults()), Optional.ofNullable(body.pageToken())));
    return toWire(page.items(), page.nextToken());
  }

  Wire.CreatePartitionsResponse create(PaimonRequest request, Wire.CreatePartitionsRequest body) {
    PartitionService.Outcome outcome =
        partitions.create(
            request.caller(),
            request.catalog(),
            request.table(),
            body.partitionSpecs(),
            otherwise(body.ignoreIfExists()),
            new PartitionReport(
                body.replaceStatistics()
                    ? PartitionReport.Meaning.TOTALS
                    : PartitionReport.Meaning.DIFFERENCES,
                SnapshotRoutes.toDomain(body.partitionStatistics())));
    return new Wire.CreatePartitionsResponse(outcome.changed(), outcome.passedOver());
  }

  Wire.DropPartitionsResponse drop(PaimonRequest request, Wire.DropPartitionsRequest body) {
    PartitionService.Outcome outcome =
        partitions.drop(
            request.caller(),
            request.catalog(),
            request.table(),
            body.partitionSpecs(),
            otherwise(body.ignoreIfNotExists()));
    return new Wire.DropPartitionsResponse(outcome.changed(), outcome.passedOver());
  }

  // Who does not say is lenient. Source: paimon-api CreatePartitionsRequest, DropPartitionsRequest.
  private static Otherwise otherwise(@Nullable Boolean ignore) {
    return Boolean.FALSE.equals(ignore) ? Otherwise.REFUSE : Otherwise.PASS_OVER;
  }

  void markDone(PaimonRequest request, Wire.PartitionSpecsRequest body) {
    partitions.markDone(request.caller(), request.catalog(), request.table(), body.specs());
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
