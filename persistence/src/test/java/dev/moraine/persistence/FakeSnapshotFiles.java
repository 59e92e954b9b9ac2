package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Snapshot files in memory, which can break at a named step as a dying server would. */
final class FakeSnapshotFiles implements SnapshotFiles {
  /** Where it can break, once. */
  enum Step {
    BEFORE_PUT,
    AFTER_PUT,
    AFTER_REPLACE,
    BEFORE_CLEAN
  }

  /** The server died here, as far as the test is concerned. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Map<StorageLocation, NavigableMap<Long, Snapshot>> files =
      new ConcurrentHashMap<>();
  private final Set<Step> crashes = EnumSet.noneOf(Step.class);
  private final List<Long> hints = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private Map<Map<String, String>, PartitionStatistics> statistics = Map.of();

  void crashAt(Step step) {
    crashes.add(step);
  }

  /** Runs once, between a snapshot's file and its head. */
  void afterNextPut(Runnable action) {
    meanwhile = action;
  }

  void expire(StorageLocation table, long snapshotId) {
    of(table).remove(snapshotId);
  }

  void countAs(Map<Map<String, String>, PartitionStatistics> partitions) {
    statistics = partitions;
  }

  boolean knowsFolder(StorageLocation table) {
    return files.containsKey(table);
  }

  void deleteFolder(StorageLocation table) {
    files.remove(table);
  }

  List<Long> hints() {
    return hints;
  }

  private NavigableMap<Long, Snapshot> of(StorageLocation table) {
    return files.computeIfAbsent(table, x -> new ConcurrentSkipListMap<>());
  }

  private void passThrough(Step step) {
    if (crashes.remove(step)) {
      throw new Crash();
    }
  }

  @Override
  public Snapshot parse(String json) {
    try {
      JsonNode node = new ObjectMapper().readTree(json);
      return new Snapshot(
          node.get("id").asLong(),
          Optional.ofNullable(node.get("uuid")).map(JsonNode::asText),
          node.get("schemaId").asLong(),
          node.get("commitUser").asText(),
          node.get("commitIdentifier").asLong(),
          node.get("commitKind").asText(),
          node.get("timeMillis").asLong(),
          node.get("totalRecordCount").asLong(),
          node.get("deltaRecordCount").asLong(),
          node.get("baseManifestList").asText(),
          node.get("deltaManifestList").asText(),
          json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Snapshot> putIfAbsent(StorageLocation table, List<Snapshot> snapshots) {
    passThrough(Step.BEFORE_PUT);
    List<Snapshot> before = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      Optional.ofNullable(of(table).putIfAbsent(snapshot.id(), snapshot)).ifPresent(before::add);
    }
    passThrough(Step.AFTER_PUT);
    Runnable action = meanwhile;
    meanwhile = () -> {};
    action.run();
    return before;
  }

  @Override
  public void replace(StorageLocation table, Snapshot snapshot) {
    of(table).put(snapshot.id(), snapshot);
    passThrough(Step.AFTER_REPLACE);
  }

  @Override
  public Optional<Snapshot> read(StorageLocation table, long snapshotId) {
    return Optional.ofNullable(files.get(table)).map(each -> each.get(snapshotId));
  }

  /** There are none. */
  @Override
  public void deleteDrafts(StorageLocation table) {}

  @Override
  public List<Long> listIds(StorageLocation table) {
    return Optional.ofNullable(files.get(table))
        .map(each -> List.copyOf(each.keySet()))
        .orElse(List.of());
  }

  @Override
  public synchronized void hintLatest(StorageLocation table, long snapshotId) {
    hints.add(snapshotId);
  }

  @Override
  public void cleanYoungerThan(Table table, Snapshot target) {
    passThrough(Step.BEFORE_CLEAN);
    of(table.branchFolder()).tailMap(target.id(), false).clear();
  }

  @Override
  public Snapshot emptied(Table table, Snapshot head, long schemaId) {
    return aSnapshot(head.id() + 1)
        .by("moraine", 1)
        .ofSchema(schemaId)
        .adding(-head.totalRecordCount(), 0)
        .build();
  }

  @Override
  public Map<Map<String, String>, PartitionStatistics> statistics(Table table, Snapshot snapshot) {
    return statistics;
  }
}
