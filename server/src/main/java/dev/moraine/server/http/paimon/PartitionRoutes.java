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

  Optional<Object> listByFilter(PaimonRequest request) {
    Wire.ListPartitionsByFilterRequest body =
        request.body(Wire.ListPartitionsByFilterRequest.class);
    Page<Partition> page =
        partitions.listByFilter(
            request.caller(),
            request.catalog(),
            request.table(),
            Wire.required("filter", body.filter()),
            Optional.ofNullable(body.partitionNamePattern())
                .map(NamePattern::parse)
                .orElse(NamePattern.ALL),
            PaimonRequest.page(
                Optional.ofNullable(body.maxResults()), Optional.ofNullable(body.pageToken())));
    return Optional.of(toWire(page.items(), page.nextToken()));
  }

  Optional<Object> create(PaimonRequest request) {
    Wire.CreatePartitionsRequest body = request.body(Wire.CreatePartitionsRequest.class);
    PartitionService.Outcome outcome =
        partitions.create(
            request.caller(),
            request.catalog(),
            request.table(),
            Wire.required("partitionSpecs", body.partitionSpecs()),
            otherwise(body.ignoreIfExists()),
            new PartitionReport(
                body.replaceStatistics()
                    ? PartitionReport.Meaning.TOTALS
                    : PartitionReport.Meaning.DIFFERENCES,
                SnapshotRoutes.toDomain(body.partitionStatistics())));
    return Optional.of(new Wire.CreatePartitionsResponse(outcome.changed(), outcome.passedOver()));
  }

  Optional<Object> drop(PaimonRequest request) {
    Wire.DropPartitionsRequest body = request.body(Wire.DropPartitionsRequest.class);
    PartitionService.Outcome outcome =
        partitions.drop(
            request.caller(),
            request.catalog(),
            request.table(),
            Wire.required("partitionSpecs", body.partitionSpecs()),
            otherwise(body.ignoreIfNotExists()));
    return Optional.of(new Wire.DropPartitionsResponse(outcome.changed(), outcome.passedOver()));
  }

  // Who does not say is lenient. Source: paimon-api CreatePartitionsRequest, DropPartitionsRequest.
  private static Otherwise otherwise(@Nullable Boolean ignore) {
    return Boolean.FALSE.equals(ignore) ? Otherwise.REFUSE : Otherwise.PASS_OVER;
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
