package dev.moraine.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.UUID;

/** The commits of one table, in sequence, as a writer of Paimon 1.4 sends them. One thread's. */
final class CommitStream {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 10;

  private final ProtocolClient client;
  private final String path;
  private final String tableId;
  private final String user = UUID.randomUUID().toString();
  private long snapshotId;

  CommitStream(ProtocolClient client, String tablePath) throws IOException, InterruptedException {
    this.client = client;
    this.path = tablePath + "/commit";
    this.tableId = JSON.readTree(client.get(tablePath)).path("id").asText();
  }

  /**
   * @throws IllegalStateException unless the server says that it happened
   */
  void commit() throws IOException, InterruptedException {
    snapshotId++;
    JsonNode answer = JSON.readTree(client.post(path, request()));
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException(
          "Commit " + snapshotId + " to " + path + " was answered " + answer);
    }
  }

  private String request() {
    String manifests = "manifest-list-" + UUID.randomUUID();
    long now = System.currentTimeMillis();
    return """
        {"tableId":"%s","snapshot":{"version":3,"id":%d,"schemaId":0,\
        "baseManifestList":"%s-0","baseManifestListSize":1006,\
        "deltaManifestList":"%s-1","deltaManifestListSize":1006,\
        "commitUser":"%s","commitIdentifier":9223372036854775807,"commitKind":"APPEND",\
        "timeMillis":%d,"totalRecordCount":%d,"deltaRecordCount":%d},\
        "statistics":[{"spec":{"dt":"2026-01-01","hh":"10"},"recordCount":%d,\
        "fileSizeInBytes":3172,"fileCount":1,"lastFileCreationTime":%d,"totalBuckets":-1}]}"""
        .formatted(
            tableId,
            snapshotId,
            manifests,
            manifests,
            user,
            now,
            snapshotId * ROWS,
            ROWS,
            ROWS,
            now);
  }
}
