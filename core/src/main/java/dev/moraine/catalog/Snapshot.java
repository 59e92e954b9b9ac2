package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * A snapshot: what is read out of it, and its JSON as the client sent it.
 *
 * @param id dense, from 1; comes again after a rollback
 * @param uuid clients since 2.0 give one
 * @param json kept to the letter, so that fields of newer clients survive
 */
public record Snapshot(
    long id,
    Optional<String> uuid,
    long schemaId,
    String commitUser,
    long commitIdentifier,
    String commitKind,
    long timeMillis,
    long totalRecordCount,
    long deltaRecordCount,
    String baseManifestList,
    String deltaManifestList,
    String json) {
  public Snapshot {
    if (id < 1) {
      throw new InvalidRequest("A snapshot's id is 1 or more, not " + id);
    }
  }

  /**
   * Whether both are one commit, be it on the same base or not. Without uuids the delta manifest
   * lists tell: their names are random and never used twice.
   */
  public boolean isSameCommitAs(Snapshot other) {
    if (uuid.isPresent() || other.uuid.isPresent()) {
      return uuid.equals(other.uuid);
    }
    return isByTheSameAs(other) && Objects.equals(deltaManifestList, other.deltaManifestList);
  }

  /** Whether their committer means the same by both: the one is the other's second attempt. */
  public boolean isByTheSameAs(Snapshot other) {
    return commitIdentifier == other.commitIdentifier
        && Objects.equals(commitUser, other.commitUser)
        && Objects.equals(commitKind, other.commitKind);
  }
}
