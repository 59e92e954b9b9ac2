package dev.moraine.persistence;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotBuilder;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.commit.Rebase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves every commit, or none. */
final class FakeRebase implements Rebase {
  private final List<Snapshot> leftBehind = new ArrayList<>();
  private boolean moves;

  void moveAll() {
    moves = true;
  }

  /** Whose manifest lists were dropped. */
  List<Snapshot> leftBehind() {
    return leftBehind;
  }

  @Override
  public Optional<Snapshot> onto(
      Table table, Optional<Snapshot> base, List<Snapshot> since, Snapshot lost) {
    Snapshot head = since.get(since.size() - 1);
    return Optional.of(lost)
        .filter(snapshot -> moves)
        .map(snapshot -> SnapshotBuilder.movedTo(snapshot, head).build());
  }

  @Override
  public void dropLeftBehind(Table table, Snapshot lost) {
    leftBehind.add(lost);
  }
}
