package dev.moraine.e2e;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Identifier;
import org.jspecify.annotations.Nullable;

/** One commit of a writer, and what its client was told about each attempt to make it. */
final class RecordedCommit {
  private final Identifier table;
  private final long number;
  private final Map<Attempt, Answer> attempts = new ConcurrentHashMap<>();
  private volatile boolean returned;
  private volatile @Nullable Exception failure;

  /**
   * A snapshot that was sent, wherever it ends up: a server may give it another id and base. Every
   * attempt writes a delta manifest list of its own, so no two are the same.
   */
  record Attempt(Identifier table, String delta, Snapshot.CommitKind kind) {
    static Attempt of(Identifier table, Snapshot snapshot) {
      return new Attempt(table, snapshot.deltaManifestList(), snapshot.commitKind());
    }
  }

  /** What came back. */
  enum Answer {
    IN_EFFECT,
    LOST,
    NONE
  }

  /** What the writer knows in the end. */
  enum Told {
    ACKNOWLEDGED,
    UNKNOWN,
    REFUSED
  }

  /**
   * @param number the row that it adds
   */
  RecordedCommit(Identifier table, long number) {
    this.table = table;
    this.number = number;
  }

  Identifier table() {
    return table;
  }

  long number() {
    return number;
  }

  Map<Attempt, Answer> attempts() {
    return attempts;
  }

  void answered(Attempt attempt, Answer answer) {
    attempts.put(attempt, answer);
  }

  /** Paimon's client came back without an exception. */
  void returned() {
    returned = true;
  }

  /** It came back with one. */
  void failed(Exception e) {
    failure = e;
  }

  Told told() {
    if (returned || appended(Answer.IN_EFFECT)) {
      return Told.ACKNOWLEDGED;
    }
    return appended(Answer.NONE) ? Told.UNKNOWN : Told.REFUSED;
  }

  // A commit may be followed by a compaction of its own, which adds no row.
  private boolean appended(Answer answer) {
    return attempts.entrySet().stream()
        .anyMatch(
            each ->
                each.getKey().kind() == Snapshot.CommitKind.APPEND && each.getValue() == answer);
  }

  @Override
  public String toString() {
    return table + " " + number + ", " + told() + " by " + attempts + ", failure " + failure;
  }
}
