package dev.moraine.server.http.paimon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.CommitCommand;
import dev.moraine.catalog.commit.CommitService;
import dev.moraine.catalog.commit.SnapshotService;
import dev.moraine.catalog.commit.SnapshotVersion;
import dev.moraine.error.InvalidRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Commits and snapshots of the protocol. */
final class SnapshotRoutes {
  private static final JsonFactory JSON = new JsonFactory();

  private final CommitService commits;
  private final SnapshotService snapshots;

  SnapshotRoutes(CommitService commits, SnapshotService snapshots) {
    this.commits = commits;
    this.snapshots = snapshots;
  }

  CompletableFuture<Wire.CommitTableResponse> commit(
      PaimonRequest request, Wire.CommitTableRequest body) {
    CommitCommand command =
        new CommitCommand(
            Optional.ofNullable(body.tableId())
                .or(() -> Optional.ofNullable(body.tableUuid()))
                .map(TableId::new),
            Optional.ofNullable(body.baseSnapshotUuid()),
            textOfField(request.bodyText(), "snapshot"),
            toDomain(body.statistics()));
    return commits
        .commit(request.caller(), request.catalog(), request.table(), command)
        .thenApply(outcome -> new Wire.CommitTableResponse(outcome.isInEffect()));
  }

  static List<PartitionStatistics> toDomain(@Nullable List<Wire.PartitionStatistics> statistics) {
    return Objects.requireNonNullElse(statistics, List.<Wire.PartitionStatistics>of()).stream()
        .map(
            each ->
                new PartitionStatistics(
                    Objects.requireNonNullElse(each.spec(), Map.of()),
                    each.recordCount(),
                    each.fileSizeInBytes(),
                    each.fileCount(),
                    each.lastFileCreationTime(),
                    each.totalBuckets()))
        .toList();
  }

  /** Cuts a field's value out of a JSON object, to the letter. */
  static String textOfField(String json, String field) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(field);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        if (found) {
          return json.substring(start, (int) parser.currentLocation().getCharOffset());
        }
      }
    } catch (IOException e) {
      throw new InvalidRequest("The request body is not JSON");
    }
    throw new InvalidRequest("The request has no field '" + field + "'");
  }

  Wire.GetTableSnapshotResponse head(PaimonRequest request) {
    Head head = snapshots.head(request.caller(), request.catalog(), request.table());
    return new Wire.GetTableSnapshotResponse(
        new Wire.TableSnapshot(
            head.snapshot().json(),
            head.recordCount(),
            head.fileSizeInBytes(),
            head.fileCount(),
            head.lastFileCreationTimeMs()));
  }

  Wire.GetVersionSnapshotResponse get(PaimonRequest request) {
    Snapshot snapshot =
        snapshots.get(
            request.caller(),
            request.catalog(),
            request.table(),
            parseVersion(request.segment("version")));
    return new Wire.GetVersionSnapshotResponse(snapshot.json());
  }

  private static SnapshotVersion parseVersion(String text) {
    if (text.equals("EARLIEST")) {
      return new SnapshotVersion.Earliest();
    }
    if (text.equals("LATEST")) {
      return new SnapshotVersion.Latest();
    }
    try {
      return new SnapshotVersion.Id(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return new SnapshotVersion.Tag(new TagName(text));
    }
  }

  Wire.ListSnapshotsResponse list(PaimonRequest request) {
    Page<Snapshot> page =
        snapshots.list(request.caller(), request.catalog(), request.table(), request.page());
    return new Wire.ListSnapshotsResponse(
        page.items().stream().map(Snapshot::json).collect(Collectors.joining(",", "[", "]")),
        page.nextToken());
  }

  void rollback(PaimonRequest request, Wire.RollbackTableRequest body) {
    snapshots.rollback(
        request.caller(),
        request.catalog(),
        request.table(),
        toVersion(body.instant()),
        Optional.ofNullable(body.fromSnapshot()));
  }

  private static SnapshotVersion toVersion(Wire.RollbackInstant instant) {
    return instant.tagName() == null
        ? new SnapshotVersion.Id(Wire.required("snapshotId", instant.snapshotId()))
        : new SnapshotVersion.Tag(new TagName(instant.tagName()));
  }
}
