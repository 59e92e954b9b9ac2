package dev.moraine.warehouse;

import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.operation.FileStoreCommit;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.RollbackHelper;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.utils.InternalRowPartitionComputer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link SnapshotFiles} in Paimon's layout: {@code snapshot/snapshot-N}. */
final class PaimonSnapshotFiles implements SnapshotFiles {
  private static final Logger log = LoggerFactory.getLogger(PaimonSnapshotFiles.class);
  private static final String PREFIX = "snapshot-";

  private final DurableFiles files;

  PaimonSnapshotFiles(DurableFiles files) {
    this.files = files;
  }

  // What no client can read as a snapshot must not become the newest one.
  @Override
  public Snapshot parse(String json) {
    Snapshot snapshot = SnapshotJson.parse(json);
    try {
      var unused = org.apache.paimon.Snapshot.fromJson(json);
    } catch (RuntimeException e) {
      throw new InvalidRequest("The snapshot has a field whose value is of another type");
    }
    return snapshot;
  }

  @Override
  public List<Snapshot> putIfAbsent(StorageLocation table, List<Snapshot> snapshots) {
    Map<Path, String> texts = new LinkedHashMap<>();
    snapshots.forEach(snapshot -> texts.put(file(table, snapshot.id()), snapshot.json()));
    List<Path> taken = files.putIfAbsent(folder(table), texts);
    return snapshots.stream()
        .filter(snapshot -> taken.contains(file(table, snapshot.id())))
        .flatMap(snapshot -> read(table, snapshot.id()).stream())
        .toList();
  }

  @Override
  public void replace(StorageLocation table, Snapshot snapshot) {
    files.replace(file(table, snapshot.id()), snapshot.json());
  }

  @Override
  public Optional<Snapshot> read(StorageLocation table, long snapshotId) {
    Path file = file(table, snapshotId);
    return files.read(file).map(json -> SnapshotJson.parseStored(file, json));
  }

  @Override
  public void deleteDrafts(StorageLocation table) {
    files.deleteDrafts(folder(table));
  }

  @Override
  public List<Long> listIds(StorageLocation table) {
    return files.list(folder(table)).stream()
        .filter(name -> name.startsWith(PREFIX))
        .map(name -> name.substring(PREFIX.length()))
        .filter(id -> !id.isEmpty() && id.chars().allMatch(Character::isDigit))
        .map(Long::valueOf)
        .sorted()
        .toList();
  }

  @Override
  public void hintLatest(StorageLocation table, long snapshotId) {
    try {
      PaimonTables.FILE_IO.overwriteHintFile(
          new org.apache.paimon.fs.Path(folder(table).resolve("LATEST").toUri()),
          Long.toString(snapshotId));
    } catch (IOException e) {
      // Only file-based readers look at the hint, and they check it against the folder.
      log.atDebug().addKeyValue("table", table).setCause(e).log("Hint not written");
    }
  }

  @Override
  public void cleanYoungerThan(Table table, Snapshot target) {
    FileStoreTable store = PaimonTables.open(table);
    new RollbackHelper(
            store.snapshotManager(),
            store.changelogManager(),
            store.tagManager(),
            PaimonTables.FILE_IO)
        .cleanLargerThan(org.apache.paimon.Snapshot.fromJson(target.json()));
  }

  @Override
  public Snapshot emptied(Table table, Snapshot head, long schemaId) {
    CommitRehearsal rehearsal =
        new CommitRehearsal(org.apache.paimon.Snapshot.fromJson(head.json()));
    FileStoreTable store = PaimonTables.open(table, rehearsal);
    try (FileStoreCommit commit =
        store.store().newCommit(store.coreOptions().createCommitUser(), store)) {
      commit.truncateTable(BatchWriteBuilder.COMMIT_IDENTIFIER);
    }
    return parse(SnapshotJson.ofSchema(rehearsal.outcome().toJson(), schemaId));
  }

  @Override
  public Map<Map<String, String>, PartitionStatistics> statistics(Table table, Snapshot snapshot) {
    FileStoreTable store = PaimonTables.open(table);
    InternalRowPartitionComputer computer =
        new InternalRowPartitionComputer(
            store.coreOptions().partitionDefaultName(),
            store.schema().logicalPartitionType(),
            store.partitionKeys().toArray(String[]::new),
            store.coreOptions().legacyPartitionName());
    Map<Map<String, String>, PartitionStatistics> partitions = new HashMap<>();
    for (PartitionEntry entry :
        store
            .store()
            .newScan()
            .withSnapshot(org.apache.paimon.Snapshot.fromJson(snapshot.json()))
            .readPartitionEntries()) {
      PartitionStatistics partition =
          new PartitionStatistics(
              computer.generatePartValues(entry.partition()),
              entry.recordCount(),
              entry.fileSizeInBytes(),
              entry.fileCount(),
              entry.lastFileCreationTime(),
              entry.totalBuckets());
      partitions.put(partition.spec(), partition);
    }
    return partitions;
  }

  private static Path file(StorageLocation table, long snapshotId) {
    return folder(table).resolve(PREFIX + snapshotId);
  }

  private static Path folder(StorageLocation table) {
    return DurableFiles.local(table).resolve("snapshot");
  }
}
