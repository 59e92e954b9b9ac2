package dev.moraine.spark.compact;

import dev.moraine.spark.write.FileStoreTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.index.FileIndexProcessor;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataFilePathFactory;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestEntrySerializer;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Gives the files of a table the indexes that its options ask for. The data files stay; their
 * entries in the manifests are replaced by ones that name the new index.
 */
final class IndexRewrite extends Compaction {
  private int partitions;
  private int indexes;

  IndexRewrite(SparkSession spark, CompactRequest request) {
    super(spark, request);
  }

  int partitions() {
    return partitions;
  }

  int indexes() {
    return indexes;
  }

  @Override
  List<CommitMessage> rewrite(Snapshot snapshot, BinaryRow partition, FileStoreTarget target) {
    ManifestEntrySerializer serializer = new ManifestEntrySerializer();
    List<byte[]> files = new ArrayList<>();
    try {
      for (ManifestEntry entry :
          table()
              .store()
              .newScan()
              .withSnapshot(snapshot)
              .withPartitionFilter(List.of(partition))
              .plan()
              .files()) {
        files.add(serializer.serializeToBytes(entry));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (files.isEmpty()) {
      return List.of();
    }
    int tasks =
        Math.min(files.size(), Math.max(1, spark().sparkContext().defaultParallelism()) * 4);
    return CompactionJob.run(
        spark(),
        JavaSparkContext.fromSparkContext(spark().sparkContext()).parallelize(files, tasks).rdd(),
        new IndexFiles(table()),
        messages -> discard(target, messages),
        "index " + table().fullName());
  }

  @Override
  void committed(List<CommitMessage> messages) {
    partitions++;
    indexes += messages.size();
  }

  // Not as core discards what a compaction wrote: the data files are the table's own.
  @Override
  void discard(FileStoreTarget target, List<CommitMessage> messages) {
    for (CommitMessage message : messages) {
      CommitMessageImpl each = (CommitMessageImpl) message;
      DataFilePathFactory paths =
          table().store().pathFactory().createDataFilePathFactory(each.partition(), each.bucket());
      DataFileMeta before = each.compactIncrement().compactBefore().get(0);
      DataFileMeta after = each.compactIncrement().compactAfter().get(0);
      Set<String> written = new HashSet<>(after.extraFiles());
      before.extraFiles().forEach(written::remove);
      for (String index : written) {
        table().fileIO().deleteQuietly(paths.toAlignedPath(index, after));
      }
    }
  }

  private record IndexFiles(FileStoreTable table) implements CompactionJob.Task<byte[]> {
    @Override
    public List<CommitMessage> run(java.util.Iterator<byte[]> entries) throws Exception {
      ManifestEntrySerializer serializer = new ManifestEntrySerializer();
      FileIndexProcessor indexes = new FileIndexProcessor(table);
      List<CommitMessage> messages = new ArrayList<>();
      while (entries.hasNext()) {
        ManifestEntry entry = serializer.deserializeFromBytes(entries.next());
        DataFileMeta indexed = indexes.process(entry.partition(), entry.bucket(), entry);
        if (!hasSameIndex(entry.file(), indexed)) {
          messages.add(
              new CommitMessageImpl(
                  entry.partition(),
                  entry.bucket(),
                  entry.totalBuckets(),
                  DataIncrement.emptyIncrement(),
                  new CompactIncrement(List.of(entry.file()), List.of(indexed), List.of())));
        }
      }
      return messages;
    }

    // A commit that takes out and puts in the very same would be refused, or for nothing.
    private static boolean hasSameIndex(DataFileMeta before, DataFileMeta after) {
      return before.extraFiles().equals(after.extraFiles())
          && Arrays.equals(before.embeddedIndex(), after.embeddedIndex());
    }
  }
}
