package dev.moraine.server.http.paimon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.moraine.audit.Concerned;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.Concerning;
import dev.moraine.server.http.PassedOn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's JSON, field by field. Times are epoch milliseconds.
 *
 * <p>Source: paimon-api, packages {@code rest.requests} and {@code rest.responses}.
 */
final class Wire {
  private Wire() {}

  record ErrorResponse(
      Optional<String> resourceType, Optional<String> resourceName, String message, int code) {}

  record ConfigResponse(Map<String, String> defaults, Map<String, String> overrides) {}

  record Identifier(String database, String object) {
    private Concerned concerned(ResourceKind kind) {
      return new Concerned(kind, Optional.empty(), Optional.of(database), Optional.of(object));
    }
  }

  record CreateDatabaseRequest(String name, @Nullable Map<String, String> options)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return new Concerned(
          ResourceKind.DATABASE, Optional.empty(), Optional.of(name), Optional.empty());
    }
  }

  record AlterDatabaseRequest(
      @Nullable List<String> removals, @Nullable Map<String, String> updates) {}

  record AlterDatabaseResponse(List<String> removed, List<String> updated, List<String> missing) {}

  record ListDatabasesResponse(List<String> databases, Optional<String> nextPageToken) {}

  record GetDatabaseResponse(
      String id,
      String name,
      String location,
      Map<String, String> options,
      String owner,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy) {}

  record CreateTableRequest(Identifier identifier, @PassedOn("Schema") JsonNode schema)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return identifier.concerned(ResourceKind.TABLE);
    }
  }

  record AlterTableRequest(@PassedOn("SchemaChanges") JsonNode changes) {}

  record ReplaceTableRequest(@PassedOn("Schema") JsonNode schema) {}

  record RenameTableRequest(Identifier source, Identifier destination) implements Concerning {
    @Override
    public Concerned concerned() {
      return source.concerned(ResourceKind.TABLE);
    }
  }

  record RegisterTableRequest(Identifier identifier, String path) implements Concerning {
    @Override
    public Concerned concerned() {
      return identifier.concerned(ResourceKind.TABLE);
    }
  }

  record RollbackSchemaRequest(Long schemaId) {}

  record ListTablesResponse(List<String> tables, Optional<String> nextPageToken) {}

  record ListTablesGloballyResponse(List<Identifier> tables, Optional<String> nextPageToken) {}

  record ListTableDetailsResponse(
      List<GetTableResponse> tableDetails, Optional<String> nextPageToken) {}

  record GetTableResponse(
      String id,
      String database,
      String name,
      String path,
      @JsonProperty("isExternal") boolean isExternal,
      long schemaId,
      @PassedOn("Schema") @JsonRawValue String schema,
      String owner,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy) {}

  record GetTableTokenResponse(Map<String, String> token, long expiresAtMillis) {
    @Override
    public String toString() {
      return "GetTableTokenResponse[expiresAtMillis=" + expiresAtMillis + "]";
    }
  }

  record AuthTableQueryRequest(@Nullable List<String> select) {}

  record AuthTableQueryResponse(
      Optional<List<String>> filter, Optional<Map<String, String>> columnMasking) {}

  record CommitTableRequest(
      @Nullable String tableId,
      // pypaimon 1.3's name of the same field.
      @Nullable String tableUuid,
      @Nullable String baseSnapshotUuid,
      // Only to be asked for; what is kept is its text.
      @PassedOn("Snapshot") JsonNode snapshot,
      @Nullable List<PartitionStatistics> statistics) {}

  record PartitionStatistics(
      @Nullable Map<String, String> spec,
      long recordCount,
      long fileSizeInBytes,
      long fileCount,
      long lastFileCreationTime,
      int totalBuckets) {}

  record CommitTableResponse(boolean success) {}

  record RollbackTableRequest(RollbackInstant instant, @Nullable Long fromSnapshot) {}

  record RollbackInstant(
      @Nullable String type, @Nullable Long snapshotId, @Nullable String tagName) {}

  record TableSnapshot(
      @PassedOn("Snapshot") @JsonRawValue String snapshot,
      long recordCount,
      long fileSizeInBytes,
      long fileCount,
      long lastFileCreationTime) {}

  record GetTableSnapshotResponse(TableSnapshot snapshot) {}

  record GetVersionSnapshotResponse(@PassedOn("Snapshot") @JsonRawValue String snapshot) {}

  record ListSnapshotsResponse(
      @PassedOn("Snapshots") @JsonRawValue String snapshots, Optional<String> nextPageToken) {}

  record CreateTagRequest(
      String tagName, @Nullable Long snapshotId, @Nullable String timeRetained) {}

  record GetTagResponse(
      String tagName,
      @PassedOn("Snapshot") @JsonRawValue String snapshot,
      Optional<Long> tagCreateTime,
      Optional<String> tagTimeRetained) {}

  record ListTagsResponse(List<String> tags, Optional<String> nextPageToken) {}

  record CreateBranchRequest(String branch, @Nullable String fromTag) {}

  record RenameBranchRequest(String toBranch) {}

  record ListBranchesResponse(List<String> branches) {}

  record Consumer(String consumerId, long nextSnapshot) {}

  record ListConsumersResponse(List<Consumer> consumers, Optional<String> nextPageToken) {}

  record ResetConsumerRequest(String consumerId, @Nullable Long nextSnapshotId) {}

  record PartitionSpecsRequest(List<Map<String, String>> specs) {}

  record CreatePartitionsRequest(
      List<Map<String, String>> partitionSpecs,
      @Nullable Boolean ignoreIfExists,
      @Nullable List<PartitionStatistics> partitionStatistics,
      boolean replaceStatistics) {}

  record CreatePartitionsResponse(
      List<Map<String, String>> created, List<Map<String, String>> existed) {}

  record DropPartitionsRequest(
      List<Map<String, String>> partitionSpecs, @Nullable Boolean ignoreIfNotExists) {}

  record DropPartitionsResponse(
      List<Map<String, String>> dropped, List<Map<String, String>> missing) {}

  record ListPartitionsByFilterRequest(
      String filter,
      @Nullable String partitionNamePattern,
      @Nullable Integer maxResults,
      @Nullable String pageToken) {}

  record ListPartitionsResponse(List<Partition> partitions, Optional<String> nextPageToken) {}

  record Partition(
      Map<String, String> spec,
      long recordCount,
      long fileSizeInBytes,
      long fileCount,
      long lastFileCreationTime,
      int totalBuckets,
      boolean done,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy,
      Map<String, String> options) {}

  record ViewSchema(
      @PassedOn("DataFields") JsonNode fields,
      String query,
      @Nullable Map<String, String> dialects,
      @Nullable String comment,
      @Nullable Map<String, String> options) {}

  record CreateViewRequest(Identifier identifier, ViewSchema schema) implements Concerning {
    @Override
    public Concerned concerned() {
      return identifier.concerned(ResourceKind.VIEW);
    }
  }

  record RenameViewRequest(Identifier source, Identifier destination) implements Concerning {
    @Override
    public Concerned concerned() {
      return source.concerned(ResourceKind.VIEW);
    }
  }

  record AlterViewRequest(List<ViewChange> changes) {}

  /** The action tells which of the other fields are there. */
  record ViewChange(
      String action,
      @Nullable String key,
      @Nullable String value,
      @Nullable String comment,
      @Nullable String dialect,
      @Nullable String query) {}

  record ListViewsResponse(List<String> views, Optional<String> nextPageToken) {}

  record ListViewsGloballyResponse(List<Identifier> views, Optional<String> nextPageToken) {}

  record ListViewDetailsResponse(
      List<GetViewResponse> viewDetails, Optional<String> nextPageToken) {}

  record ViewSchemaResponse(
      @PassedOn("DataFields") @JsonRawValue String fields,
      String query,
      Map<String, String> dialects,
      Optional<String> comment,
      Map<String, String> options) {}

  record GetViewResponse(
      String id,
      String name,
      ViewSchemaResponse schema,
      String owner,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy) {}

  record CreateFunctionRequest(
      String name,
      @PassedOn("DataFields") @Nullable JsonNode inputParams,
      @PassedOn("DataFields") @Nullable JsonNode returnParams,
      boolean deterministic,
      @PassedOn("FunctionDefinitions") @Nullable Map<String, JsonNode> definitions,
      @Nullable String comment,
      @Nullable Map<String, String> options)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return Concerned.of(ResourceKind.FUNCTION, name);
    }
  }

  record AlterFunctionRequest(List<FunctionChange> changes) {}

  /** The action tells which of the other fields are there. */
  record FunctionChange(
      String action,
      @Nullable String key,
      @Nullable String value,
      @Nullable String comment,
      @Nullable String name,
      @PassedOn("FunctionDefinition") @Nullable JsonNode definition) {}

  record ListFunctionsResponse(List<String> functions, Optional<String> nextPageToken) {}

  record ListFunctionsGloballyResponse(
      List<Identifier> functions, Optional<String> nextPageToken) {}

  record ListFunctionDetailsResponse(
      List<GetFunctionResponse> functionDetails, Optional<String> nextPageToken) {}

  record GetFunctionResponse(
      String uuid,
      String name,
      @PassedOn("DataFields") @JsonRawValue @Nullable String inputParams,
      @PassedOn("DataFields") @JsonRawValue @Nullable String returnParams,
      boolean deterministic,
      @PassedOn("FunctionDefinitions") Map<String, RawValue> definitions,
      Optional<String> comment,
      Map<String, String> options,
      String owner,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy) {}

  /**
   * @throws InvalidRequest when the field is absent
   */
  static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new InvalidRequest("The request has no field '" + field + "'");
    }
    return value;
  }
}
