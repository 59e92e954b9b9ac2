package dev.moraine.spark.procedure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.operation.ListUnexistingFiles;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.sink.CommitMessageSerializer;
import org.apache.paimon.utils.SerializationUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Data files that a table names and its storage does not have, looked for by Spark's tasks, a
 * partition of the table each.
 *
 * @param messages what to commit so that the table does not name them any more
 */
record LostFiles(List<String> paths, List<CommitMessage> messages) {
  static LostFiles of(SparkSession spark, FileStoreTable table, int tasks) throws IOException {
    List<byte[]> partitions =
        table.newScan().listPartitions().stream()
            .map(SerializationUtils::serializeBinaryRow)
            .toList();
    List<String> paths = new ArrayList<>();
    List<CommitMessage> messages = new ArrayList<>();
    if (partitions.isEmpty()) {
      return new LostFiles(paths, messages);
    }
    CommitMessageSerializer serializer = new CommitMessageSerializer();
    for (Tuple2<List<String>, byte[]> found :
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(partitions, Math.min(tasks, partitions.size()))
            .flatMap(partition -> in(table, SerializationUtils.deserializeBinaryRow(partition)))
            .collect()) {
      paths.addAll(found._1());
      messages.add(serializer.deserialize(serializer.getVersion(), found._2()));
    }
    return new LostFiles(paths, messages);
  }

  private static Iterator<Tuple2<List<String>, byte[]>> in(
      FileStoreTable table, BinaryRow partition) throws Exception {
    CommitMessageSerializer serializer = new CommitMessageSerializer();
    List<Tuple2<List<String>, byte[]>> found = new ArrayList<>();
    for (Map.Entry<Integer, Map<String, DataFileMeta>> bucket :
        new ListUnexistingFiles(table).list(partition).entrySet()) {
      CommitMessage message =
          new CommitMessageImpl(
              partition,
              bucket.getKey(),
              table.coreOptions().bucket(),
              new DataIncrement(List.of(), new ArrayList<>(bucket.getValue().values()), List.of()),
              CompactIncrement.emptyIncrement());
      found.add(
          new Tuple2<>(new ArrayList<>(bucket.getValue().keySet()), serializer.serialize(message)));
    }
    return found.iterator();
  }
}
