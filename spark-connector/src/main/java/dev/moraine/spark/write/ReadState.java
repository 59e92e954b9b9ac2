package dev.moraine.spark.write;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * What a statement has seen of the table that it changes.
 *
 * @param snapshot that it has read, or the older of several; null if the table had none
 * @param reliances what every later snapshot is held against; empty if nothing is
 */
public record ReadState(@Nullable Snapshot snapshot, List<Reliance> reliances) {
  /** Of a statement that has read nothing of it. */
  public static final ReadState IRRELEVANT = new ReadState(null, List.of());

  public ReadState {
    reliances = List.copyOf(reliances);
  }

  /** Both together, on the older of the two snapshots. */
  ReadState and(ReadState other) {
    if (reliances.isEmpty()) {
      return other;
    }
    if (other.reliances.isEmpty()) {
      return this;
    }
    List<Reliance> all = new ArrayList<>(reliances);
    all.addAll(other.reliances);
    return new ReadState(older(snapshot, other.snapshot), all);
  }

  /** The older of two snapshots, where none is older than any. */
  private static @Nullable Snapshot older(@Nullable Snapshot one, @Nullable Snapshot other) {
    return one == null || other == null ? null : one.id() <= other.id() ? one : other;
  }
}
