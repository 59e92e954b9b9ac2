package dev.moraine.spark.write;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.index.HashIndexFile;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * Relies on the index that says which dynamic bucket has which key.
 *
 * <p>Two writers that extend it at a time both write it whole: the later commit would forget the
 * other's keys, and a key that is forgotten gets a second row in another bucket.
 */
final class KeptIndex implements Reliance {
  private final FileStoreTable table;
  private final @Nullable Snapshot read;

  KeptIndex(FileStoreTable table, @Nullable Snapshot read) {
    this.table = table;
    this.read = read;
  }

  @Override
  public void check(Snapshot foreign, List<CommitMessage> own) {
    String before = read == null ? null : read.indexManifest();
    if (Objects.equals(before, foreign.indexManifest())) {
      return;
    }
    Set<BinaryRow> partitions =
        own.stream().map(CommitMessage::partition).collect(Collectors.toSet());
    if (!files(read, partitions).equals(files(foreign, partitions))) {
      throw new CommitConflict(
          table.fullName(), "another writer gave out its dynamic buckets at the same time");
    }
  }

  private Set<String> files(@Nullable Snapshot snapshot, Set<BinaryRow> partitions) {
    return table.store().newIndexFileHandler().scan(snapshot, HashIndexFile.HASH_INDEX).stream()
        .filter(entry -> partitions.contains(entry.partition()))
        .map(entry -> entry.indexFile().fileName())
        .collect(Collectors.toSet());
  }
}
