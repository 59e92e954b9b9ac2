package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.CommitConflict;
import dev.moraine.spark.write.Reliance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.paimon.KeyValueFileStore;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.serializer.InternalRowSerializer;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.types.RowKind;
import org.apache.paimon.types.RowType;

/**
 * Relies on that nobody else has written a key that a statement writes: it made the new row of the
 * one that it had read, and would undo the other's.
 *
 * <p>Where the key ranges of files overlap, the keys themselves are compared, so that a table with
 * a busy writer can be changed wherever that writer does not write the same rows.
 */
record UnseenKeys(FileStoreTable table) implements Reliance {
  /** So many foreign rows are compared by key; more are taken for a conflict. */
  private static final long MOST_ROWS = 1_000_000;

  private record Bucket(BinaryRow partition, int number) {}

  @Override
  public void check(Snapshot foreign, List<CommitMessage> own) {
    if (foreign.commitKind() == Snapshot.CommitKind.COMPACT
        || foreign.commitKind() == Snapshot.CommitKind.ANALYZE) {
      return;
    }
    Map<Bucket, List<DataFileMeta>> ours = ours(own);
    Map<Bucket, List<DataFileMeta>> theirs = theirs(foreign, ours);
    theirs.forEach(
        (bucket, files) -> {
          if (meet(bucket, files, ours.getOrDefault(bucket, List.of()))) {
            throw new CommitConflict(
                table.fullName(), "another writer wrote rows with the same keys at the same time");
          }
        });
  }

  private static Map<Bucket, List<DataFileMeta>> ours(List<CommitMessage> own) {
    Map<Bucket, List<DataFileMeta>> files = new HashMap<>();
    for (CommitMessage message : own) {
      files
          .computeIfAbsent(
              new Bucket(message.partition(), message.bucket()), bucket -> new ArrayList<>())
          .addAll(((CommitMessageImpl) message).newFilesIncrement().newFiles());
    }
    return files;
  }

  private Map<Bucket, List<DataFileMeta>> theirs(
      Snapshot foreign, Map<Bucket, List<DataFileMeta>> ours) {
    List<BinaryRow> partitions = ours.keySet().stream().map(Bucket::partition).distinct().toList();
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<Bucket, List<DataFileMeta>> files = new HashMap<>();
    for (ManifestEntry entry :
        table
            .store()
            .newScan()
            .withSnapshot(foreign)
            .withKind(ScanMode.DELTA)
            .withPartitionFilter(partitions)
            .plan()
            .files()) {
      if (entry.kind() == FileKind.DELETE) {
        throw new CommitConflict(
            table.fullName(), "another statement replaced a partition that this one changes");
      }
      files
          .computeIfAbsent(
              new Bucket(entry.partition(), entry.bucket()), bucket -> new ArrayList<>())
          .add(entry.file());
    }
    return files;
  }

  private boolean meet(Bucket bucket, List<DataFileMeta> theirs, List<DataFileMeta> ours) {
    List<DataFileMeta> near = theirs.stream().filter(overlapping(ours)).toList();
    if (near.isEmpty()) {
      return false;
    }
    if (near.stream().mapToLong(DataFileMeta::rowCount).sum() > MOST_ROWS) {
      return true;
    }
    Set<BinaryRow> keys = new HashSet<>();
    anyKey(
        bucket,
        near,
        key -> {
          keys.add(key.copy());
          return false;
        });
    return anyKey(bucket, ours.stream().filter(overlapping(near)).toList(), keys::contains);
  }

  private Predicate<DataFileMeta> overlapping(List<DataFileMeta> others) {
    Comparator<InternalRow> order = ((KeyValueFileStore) table.store()).newKeyComparator();
    return file ->
        others.stream()
            .anyMatch(
                other ->
                    order.compare(file.minKey(), other.maxKey()) <= 0
                        && order.compare(other.minKey(), file.maxKey()) <= 0);
  }

  private boolean anyKey(Bucket bucket, List<DataFileMeta> files, Predicate<BinaryRow> test) {
    RowType keyType = table.rowType().project(table.schema().trimmedPrimaryKeys());
    InternalRowSerializer binary = new InternalRowSerializer(keyType);
    // A streaming split is read record by record, deletes too, without merging.
    DataSplit split =
        DataSplit.builder()
            .withSnapshot(Snapshot.FIRST_SNAPSHOT_ID)
            .withPartition(bucket.partition())
            .withBucket(bucket.number())
            .withBucketPath(
                table
                    .store()
                    .pathFactory()
                    .bucketPath(bucket.partition(), bucket.number())
                    .toString())
            .withDataFiles(files)
            .isStreaming(true)
            .rawConvertible(false)
            .build();
    try (RecordReader<InternalRow> reader =
        table.newReadBuilder().withReadType(keyType).newRead().createReader(split)) {
      RecordReader.RecordIterator<InternalRow> batch;
      while ((batch = reader.readBatch()) != null) {
        InternalRow row;
        while ((row = batch.next()) != null) {
          BinaryRow key = binary.toBinaryRow(row);
          // A binary row has its kind among the bytes that are compared.
          key.setRowKind(RowKind.INSERT);
          if (test.test(key)) {
            return true;
          }
        }
        batch.releaseBatch();
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
