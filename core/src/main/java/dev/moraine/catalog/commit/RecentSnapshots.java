package dev.moraine.catalog.commit;

import dev.moraine.catalog.Head;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.TableBranch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Snapshots that were heads not long ago, so that their files need not be read.
 *
 * <p>They are known as long as the head is the one that we set: any other move, by a rollback or
 * another server, gives the head another version, and then they may be others.
 */
final class RecentSnapshots {
  private static final int TABLES = 256;
  private static final int OF_EACH_TABLE = 16;

  private final Map<TableBranch, Lineage> tables =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TableBranch, Lineage> eldest) {
          return size() > TABLES;
        }
      };

  /** The snapshots that led to a head. */
  private record Lineage(Head head, Map<Long, Snapshot> before) {}

  /**
   * @return by id; none when this head was not set here
   */
  synchronized Map<Long, Snapshot> before(TableBranch table, Optional<Head> head) {
    Lineage lineage = tables.get(table);
    return lineage != null && head.equals(Optional.of(lineage.head()))
        ? lineage.before()
        : Map.of();
  }

  /**
   * @param known what {@link #before} told of the head {@code from}
   * @param next the head by now
   * @param added the snapshots behind {@code from}, up to that of {@code next}
   */
  synchronized void moved(
      TableBranch table,
      Map<Long, Snapshot> known,
      Optional<Head> from,
      Head next,
      List<Snapshot> added) {
    TreeMap<Long, Snapshot> before = new TreeMap<>(known);
    from.ifPresent(head -> before.put(head.snapshot().id(), head.snapshot()));
    added.forEach(snapshot -> before.put(snapshot.id(), snapshot));
    while (before.size() > OF_EACH_TABLE) {
      before.pollFirstEntry();
    }
    tables.put(table, new Lineage(next, Map.copyOf(before)));
  }
}
