package dev.moraine.spark.write;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.deletionvectors.append.AppendDeleteFileMaintainer;
import org.apache.paimon.deletionvectors.append.BaseAppendDeleteFileMaintainer;
import org.apache.paimon.index.IndexFileMeta;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.IndexManifestEntry;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.jspecify.annotations.Nullable;

/**
 * The files of one bucket that a rewrite has read and takes the place of.
 *
 * <p>Naming exactly these in a commit is what makes a rewrite safe: core refuses the commit if one
 * of them is gone, and lets be whatever came meanwhile.
 *
 * @param snapshotId the snapshot that was read
 */
public record ReplacedFiles(
    BinaryRow partition,
    int bucket,
    @Nullable Integer totalBuckets,
    long snapshotId,
    List<DataFileMeta> files) {

  public ReplacedFiles {
    files = List.copyOf(files);
  }

  /** The files of the splits, by bucket; all splits are of one snapshot. */
  public static List<ReplacedFiles> of(List<DataSplit> splits) {
    Map<Map.Entry<BinaryRow, Integer>, List<DataSplit>> buckets = new LinkedHashMap<>();
    for (DataSplit split : splits) {
      buckets
          .computeIfAbsent(Map.entry(split.partition(), split.bucket()), key -> new ArrayList<>())
          .add(split);
    }
    List<ReplacedFiles> replaced = new ArrayList<>();
    buckets.forEach(
        (key, members) -> {
          List<DataFileMeta> files = new ArrayList<>();
          members.forEach(split -> files.addAll(split.dataFiles()));
          DataSplit first = members.get(0);
          replaced.add(
              new ReplacedFiles(
                  key.getKey(), key.getValue(), first.totalBuckets(), first.snapshotId(), files));
        });
    return replaced;
  }

  /** The index files to remove, and to write anew, once the deletion vectors of the files go. */
  public IndexChange withoutDeletionVectors(FileStoreTable table) {
    if (!table.coreOptions().deletionVectorsEnabled()) {
      return new IndexChange(List.of(), List.of());
    }
    Snapshot read = table.snapshotManager().snapshot(snapshotId);
    AppendDeleteFileMaintainer vectors =
        BaseAppendDeleteFileMaintainer.forUnawareAppend(
            table.store().newIndexFileHandler(), read, partition);
    files.forEach(file -> vectors.notifyRemovedDeletionVector(file.fileName()));
    return changes(vectors);
  }

  /**
   * What takes the place of the files once rows of them are deleted.
   *
   * @param deleted positions of rows, by the file's name
   * @param read the snapshot that was read, whose deletion vectors still hold
   */
  public Deletion without(
      Map<String, DeletionVector> deleted, FileStoreTable table, @Nullable Snapshot read) {
    AppendDeleteFileMaintainer vectors =
        BaseAppendDeleteFileMaintainer.forUnawareAppend(
            table.store().newIndexFileHandler(), read, partition);
    List<DataFileMeta> emptied = new ArrayList<>();
    for (DataFileMeta file : files) {
      DeletionVector gone = deleted.get(file.fileName());
      if (gone != null) {
        DeletionVector before = vectors.getDeletionVector(file.fileName());
        if (before != null) {
          gone.merge(before);
        }
        if (gone.getCardinality() == file.rowCount()) {
          vectors.notifyRemovedDeletionVector(file.fileName());
          emptied.add(file);
        } else {
          vectors.notifyNewDeletionVector(file.fileName(), gone);
        }
      }
    }
    return new Deletion(emptied, changes(vectors));
  }

  private static IndexChange changes(AppendDeleteFileMaintainer vectors) {
    List<IndexFileMeta> added = new ArrayList<>();
    List<IndexFileMeta> removed = new ArrayList<>();
    for (IndexManifestEntry entry : vectors.persist()) {
      (entry.kind() == FileKind.ADD ? added : removed).add(entry.indexFile());
    }
    return new IndexChange(added, removed);
  }

  /** Files without a row left, and the deletion vectors of the others. */
  public record Deletion(List<DataFileMeta> emptied, IndexChange indexes) {
    public boolean isEmpty() {
      return emptied.isEmpty() && indexes.added().isEmpty() && indexes.removed().isEmpty();
    }
  }

  /** Index files written and index files no longer valid. */
  public record IndexChange(List<IndexFileMeta> added, List<IndexFileMeta> removed) {}
}
