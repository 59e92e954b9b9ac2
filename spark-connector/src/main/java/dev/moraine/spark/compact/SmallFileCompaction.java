package dev.moraine.spark.compact;

import dev.moraine.spark.write.FileStoreTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.append.AppendCompactCoordinator;
import org.apache.paimon.append.AppendCompactTask;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.operation.BaseAppendFileStoreWrite;
import org.apache.paimon.partition.PartitionPredicate;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.AppendCompactTaskSerializer;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.source.EndOfScanException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;

/** Merges small files of a table without buckets, as core's coordinator packs them. */
final class SmallFileCompaction extends Compaction {
  SmallFileCompaction(SparkSession spark, CompactRequest request) {
    super(spark, request);
  }

  @Override
  List<CommitMessage> rewrite(Snapshot snapshot, BinaryRow partition, FileStoreTarget target) {
    List<byte[]> tasks = tasks(partition);
    if (tasks.isEmpty()) {
      return List.of();
    }
    RDD<byte[]> work =
        JavaSparkContext.fromSparkContext(spark().sparkContext())
            .parallelize(tasks, tasks.size())
            .rdd();
    return CompactionJob.run(
        spark(),
        work,
        new MergeFiles(table()),
        messages -> discard(target, messages),
        "compact " + table().fullName());
  }

  private List<byte[]> tasks(BinaryRow partition) {
    // Who asks for a full compaction wants two small files merged, not only five.
    FileStoreTable planned =
        request().full()
            ? table().copy(Map.of(CoreOptions.COMPACTION_MIN_FILE_NUM.key(), "2"))
            : table();
    PartitionPredicate only =
        table().partitionKeys().isEmpty()
            ? null
            : PartitionPredicate.fromMultiple(
                table().schema().logicalPartitionType(), List.of(partition));
    AppendCompactCoordinator coordinator = new AppendCompactCoordinator(planned, false, only);
    AppendCompactTaskSerializer serializer = new AppendCompactTaskSerializer();
    List<byte[]> tasks = new ArrayList<>();
    try {
      while (true) {
        for (AppendCompactTask task : coordinator.run()) {
          tasks.add(serializer.serialize(task));
        }
      }
    } catch (EndOfScanException e) {
      return tasks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record MergeFiles(FileStoreTable table) implements CompactionJob.Task<byte[]> {
    @Override
    public List<CommitMessage> run(java.util.Iterator<byte[]> input) throws Exception {
      AppendCompactTaskSerializer serializer = new AppendCompactTaskSerializer();
      List<CommitMessage> messages = new ArrayList<>();
      BaseAppendFileStoreWrite write =
          (BaseAppendFileStoreWrite) table.store().newWrite(UUID.randomUUID().toString());
      try {
        while (input.hasNext()) {
          AppendCompactTask task = serializer.deserialize(serializer.getVersion(), input.next());
          messages.add(task.doCompact(table, write));
        }
      } finally {
        write.close();
      }
      return messages;
    }
  }
}
