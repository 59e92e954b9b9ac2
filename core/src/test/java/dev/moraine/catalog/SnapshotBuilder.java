package dev.moraine.catalog;

import java.util.Optional;

/** Snapshots as clients make them; by default one row is added and the client gives no uuid. */
public final class SnapshotBuilder {
  private final long id;
  private Optional<String> uuid = Optional.empty();
  private long schemaId;
  private String commitUser = "writer";
  private long commitIdentifier;
  private long totalRecordCount;
  private long deltaRecordCount = 1;
  private String deltaManifestList;

  private SnapshotBuilder(long id) {
    this.id = id;
    this.commitIdentifier = id;
    this.totalRecordCount = id;
    this.deltaManifestList = "manifest-list-" + id + "-1";
  }

  public static SnapshotBuilder aSnapshot(long id) {
    return new SnapshotBuilder(id);
  }

  /** The same commit as the one after {@code head}. */
  public static SnapshotBuilder movedTo(Snapshot snapshot, Snapshot head) {
    SnapshotBuilder moved =
        aSnapshot(head.id() + 1)
            .by(snapshot.commitUser(), snapshot.commitIdentifier())
            .withManifests(snapshot.deltaManifestList())
            .adding(
                snapshot.deltaRecordCount(), head.totalRecordCount() + snapshot.deltaRecordCount());
    return snapshot.uuid().map(moved::withUuid).orElse(moved);
  }

  public SnapshotBuilder withUuid(String value) {
    uuid = Optional.of(value);
    return this;
  }

  public SnapshotBuilder ofSchema(long value) {
    schemaId = value;
    return this;
  }

  public SnapshotBuilder by(String user, long identifier) {
    commitUser = user;
    commitIdentifier = identifier;
    return this;
  }

  /** Another attempt writes other manifests. */
  public SnapshotBuilder withManifests(String name) {
    deltaManifestList = name;
    return this;
  }

  public SnapshotBuilder adding(long delta, long total) {
    deltaRecordCount = delta;
    totalRecordCount = total;
    return this;
  }

  public Snapshot build() {
    return new Snapshot(
        id,
        uuid,
        schemaId,
        commitUser,
        commitIdentifier,
        "APPEND",
        1_700_000_000_000L + id,
        totalRecordCount,
        deltaRecordCount,
        "manifest-list-" + id + "-0",
        deltaManifestList,
        json());
  }

  /** With a field that no Moraine knows, at the end. */
  public String json() {
    return "{"
        + uuid.map(value -> "\"uuid\":\"" + value + "\",").orElse("")
        + """
        "version":3, "id":%d, "schemaId":%d, "commitUser":"%s", "commitIdentifier":%d,
         "commitKind":"APPEND", "timeMillis":%d, "totalRecordCount":%d, "deltaRecordCount":%d,
         "baseManifestList":"manifest-list-%d-0", "deltaManifestList":"%s", "newer":[1.50]}"""
            .formatted(
                id,
                schemaId,
                commitUser,
                commitIdentifier,
                1_700_000_000_000L + id,
                totalRecordCount,
                deltaRecordCount,
                id,
                deltaManifestList);
  }
}
