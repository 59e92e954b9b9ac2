package dev.moraine.spark.write;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
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
    List<IndexFileMeta> added = new ArrayList<>();
    List<IndexFileMeta> removed = new ArrayList<>();
    if (table.coreOptions().deletionVectorsEnabled()) {
      Snapshot read = table.snapshotManager().snapshot(snapshotId);
      AppendDeleteFileMaintainer vectors =
          BaseAppendDeleteFileMaintainer.forUnawareAppend(
              table.store().newIndexFileHandler(), read, partition);
      files.forEach(file -> vectors.notifyRemovedDeletionVector(file.fileName()));
      for (IndexManifestEntry entry : vectors.persist()) {
        (entry.kind() == FileKind.ADD ? added : removed).add(entry.indexFile());
      }
    }
    return new IndexChange(added, removed);
  }

  /** Index files written and index files no longer valid. */
  public record IndexChange(List<IndexFileMeta> added, List<IndexFileMeta> removed) {}
}
