package dev.moraine.catalog.commit;

import dev.moraine.catalog.TagName;

/** Which snapshot is asked for. */
public sealed interface SnapshotVersion {
  /** The oldest one that still has its file. */
  record Earliest() implements SnapshotVersion {}

  record Latest() implements SnapshotVersion {}

  record Id(long snapshotId) implements SnapshotVersion {}

  record Tag(TagName name) implements SnapshotVersion {}
}
