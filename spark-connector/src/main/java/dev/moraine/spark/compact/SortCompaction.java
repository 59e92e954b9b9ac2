package dev.moraine.spark.compact;

import dev.moraine.spark.types.PaimonRow;
import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.ReplacedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.io.RowDataRollingFileWriter;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.utils.SerializationUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * Sorts a partition of a table without buckets or keys: Spark splits the rows into ranges of the
 * key and sorts each range into files of the target size.
 *
 * <p>The commit names as replaced the files that were read and no other. An overwrite of the
 * partition, which would be simpler, deletes what a writer commits between the read and the commit.
 */
final class SortCompaction extends Compaction {
  SortCompaction(SparkSession spark, CompactRequest request) {
    super(spark, request);
  }

  @Override
  List<CommitMessage> rewrite(Snapshot snapshot, BinaryRow partition, FileStoreTarget target) {
    List<DataSplit> splits = new ArrayList<>();
    for (Split split :
        table()
            .newSnapshotReader()
            .withSnapshot(snapshot)
            .withPartitionFilter(List.of(partition))
            .read()
            .splits()) {
      splits.add((DataSplit) split);
    }
    if (splits.isEmpty()) {
      return List.of();
    }
    // Without buckets, all files of a partition are in one.
    ReplacedFiles replaced = ReplacedFiles.of(splits).get(0);
    List<DataFileMeta> written = write(splits, replaced, target);
    ReplacedFiles.IndexChange indexes = replaced.withoutDeletionVectors(table());
    return List.of(
        new CommitMessageImpl(
            partition,
            replaced.bucket(),
            replaced.totalBuckets(),
            DataIncrement.emptyIncrement(),
            new CompactIncrement(
                replaced.files(), written, List.of(), indexes.added(), indexes.removed())));
  }

  private List<DataFileMeta> write(
      List<DataSplit> splits, ReplacedFiles replaced, FileStoreTarget target) {
    // A curve through one dimension is that dimension, which Spark compares exactly.
    SortStrategy strategy =
        request().columns().size() == 1 ? SortStrategy.ORDER : request().strategy();
    SortKey key =
        new SortKey(
            strategy, table().rowType(), request().columns(), table().coreOptions().varTypeSize());
    Column[] order =
        strategy == SortStrategy.ORDER
            ? request().columns().stream()
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new)
            : new Column[] {functions.col(FilesToSort.KEY)};
    Dataset<Row> rows =
        Dataset.ofRows(
            (org.apache.spark.sql.classic.SparkSession) spark(),
            DataSourceV2Relation.create(
                new FilesToSort(table(), splits, key),
                Option.empty(),
                Option.empty(),
                CaseInsensitiveStringMap.empty()));
    int tasks = tasks(replaced);
    Dataset<Row> ranges = tasks == 1 ? rows.coalesce(1) : rows.repartitionByRange(tasks, order);
    RDD<InternalRow> sorted = ranges.sortWithinPartitions(order).queryExecution().toRdd();
    long firstSequenceNumber =
        replaced.files().stream().mapToLong(DataFileMeta::minSequenceNumber).min().orElse(0);
    List<CommitMessage> messages =
        CompactionJob.run(
            spark(),
            sorted,
            new WriteSorted(
                table(),
                SerializationUtils.serializeBinaryRow(replaced.partition()),
                replaced.bucket(),
                firstSequenceNumber),
            written -> discard(target, written),
            "compact " + table().fullName() + ", " + replaced.files().size() + " files");
    return messages.stream()
        .flatMap(m -> ((CommitMessageImpl) m).compactIncrement().compactAfter().stream())
        .toList();
  }

  private int tasks(ReplacedFiles replaced) {
    long bytes = replaced.files().stream().mapToLong(DataFileMeta::fileSize).sum();
    long target = table().coreOptions().targetFileSize(false);
    int most = Integer.parseInt(spark().conf().get("spark.sql.shuffle.partitions"));
    return (int) Math.max(1, Math.min(most, (bytes + target - 1) / target));
  }

  private record WriteSorted(
      FileStoreTable table, byte[] partition, int bucket, long firstSequenceNumber)
      implements CompactionJob.Task<InternalRow> {
    @Override
    public List<CommitMessage> run(java.util.Iterator<InternalRow> rows) throws Exception {
      if (!rows.hasNext()) {
        return List.of();
      }
      BinaryRow of = SerializationUtils.deserializeBinaryRow(partition);
      PaimonRow view = new PaimonRow(table.rowType().getFieldCount());
      RowDataRollingFileWriter writer =
          CompactedFileWriter.open(table, of, bucket, firstSequenceNumber);
      try {
        while (rows.hasNext()) {
          writer.write(view.of(rows.next()));
        }
        writer.close();
      } catch (Throwable e) {
        writer.abort();
        throw e;
      }
      return Stream.of(writer.result())
          .map(
              files ->
                  (CommitMessage)
                      new CommitMessageImpl(
                          of,
                          bucket,
                          table.coreOptions().bucket(),
                          DataIncrement.emptyIncrement(),
                          new CompactIncrement(List.of(), files, List.of())))
          .toList();
    }
  }
}
