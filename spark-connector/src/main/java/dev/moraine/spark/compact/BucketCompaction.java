package dev.moraine.spark.compact;

import dev.moraine.spark.read.LocalDisk;
import dev.moraine.spark.write.FileStoreTarget;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.manifest.BucketEntry;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.utils.SerializationUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;

/** Has core compact every bucket of a table with buckets; one task each. */
final class BucketCompaction extends Compaction {
  BucketCompaction(SparkSession spark, CompactRequest request) {
    super(spark, request);
  }

  @Override
  List<CommitMessage> rewrite(Snapshot snapshot, BinaryRow partition, FileStoreTarget target) {
    List<Integer> buckets = new ArrayList<>();
    for (BucketEntry entry :
        table()
            .newSnapshotReader()
            .withSnapshot(snapshot)
            .withPartitionFilter(List.of(partition))
            .onlyReadRealBuckets()
            .bucketEntries()) {
      if (entry.fileCount() > 0) {
        buckets.add(entry.bucket());
      }
    }
    if (buckets.isEmpty()) {
      return List.of();
    }
    RDD<Integer> work =
        JavaSparkContext.fromSparkContext(spark().sparkContext())
            .parallelize(buckets, buckets.size())
            .rdd();
    List<CommitMessage> messages =
        CompactionJob.run(
            spark(),
            work,
            new MergeBucket(
                target, SerializationUtils.serializeBinaryRow(partition), request().full()),
            written -> discard(target, written),
            "compact " + table().fullName());
    return messages.stream()
        .filter(m -> !((org.apache.paimon.table.sink.CommitMessageImpl) m).isEmpty())
        .toList();
  }

  private record MergeBucket(FileStoreTarget target, byte[] partition, boolean full)
      implements CompactionJob.Task<Integer> {
    @Override
    public List<CommitMessage> run(java.util.Iterator<Integer> input) throws Exception {
      BinaryRow of = SerializationUtils.deserializeBinaryRow(partition);
      try (IOManager disk = LocalDisk.open();
          BatchTableWrite write = target.newWrite(disk)) {
        while (input.hasNext()) {
          write.compact(of, input.next(), full);
        }
        return write.prepareCommit();
      }
    }
  }
}
