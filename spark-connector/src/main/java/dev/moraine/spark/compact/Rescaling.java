package dev.moraine.spark.compact;

import dev.moraine.spark.procedure.ProcedureCall;
import dev.moraine.spark.read.PaimonTable;
import dev.moraine.spark.types.SparkTypes;
import dev.moraine.spark.write.PaimonWriteBuilder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.Split;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.OverwritePartitionsDynamic;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * Reads partitions and overwrites them with the same rows in another number of buckets.
 *
 * <p>An overwrite would delete what others commit meanwhile: the commit is told the snapshot that
 * was read, and core refuses it if anybody wrote into buckets since.
 */
final class Rescaling {
  private Rescaling() {}

  static void run(ProcedureCall call, FileStoreTable table, int buckets, PartitionChoice choice) {
    if (table.bucketMode() == BucketMode.BUCKET_UNAWARE
        || table.bucketMode() == BucketMode.KEY_DYNAMIC) {
      throw new IllegalArgumentException(
          table.fullName() + " has no fixed number of buckets, so that there is none to change");
    }
    if (buckets < 1) {
      throw new IllegalArgumentException(
          "bucket_num must be given for " + table.fullName() + ", and at least 1");
    }
    Snapshot snapshot = table.snapshotManager().latestSnapshot();
    List<BinaryRow> partitions =
        choice.in(call.spark(), table).stream().map(PartitionEntry::partition).toList();
    if (snapshot == null || partitions.isEmpty()) {
      return;
    }
    List<DataSplit> splits = new ArrayList<>();
    for (Split split :
        table
            .newSnapshotReader()
            .withSnapshot(snapshot)
            .withPartitionFilter(partitions)
            .onlyReadRealBuckets()
            .read()
            .splits()) {
      splits.add((DataSplit) split);
    }
    if (!splits.isEmpty()) {
      overwrite(call, table, splits, rescaled(table, buckets, snapshot));
    }
  }

  private static FileStoreTable rescaled(FileStoreTable table, int buckets, Snapshot snapshot) {
    Map<String, String> options = new HashMap<>(table.schema().options());
    options.put(CoreOptions.BUCKET.key(), Integer.toString(buckets));
    return table
        .copy(table.schema().copy(options))
        .copy(
            Map.of(
                CoreOptions.COMMIT_STRICT_MODE_LAST_SAFE_SNAPSHOT.key(),
                Long.toString(snapshot.id())));
  }

  private static void overwrite(
      ProcedureCall call, FileStoreTable table, List<DataSplit> splits, FileStoreTable rescaled) {
    org.apache.spark.sql.classic.SparkSession session =
        (org.apache.spark.sql.classic.SparkSession) call.spark();
    SortKey unsorted = new SortKey(SortStrategy.ORDER, table.rowType(), List.of(), 0);
    Dataset<Row> rows =
        Dataset.ofRows(session, relation(call, new FilesToSort(table, splits, unsorted)))
            .drop(FilesToSort.KEY);
    Dataset.ofRows(
        session,
        OverwritePartitionsDynamic.byName(
            relation(call, new Rescaled(rescaled)),
            rows.logicalPlan(),
            OverwritePartitionsDynamic.byName$default$3()));
  }

  // Of the catalog, which knows the function that says a row's bucket.
  private static DataSourceV2Relation relation(ProcedureCall call, PaimonTable table) {
    return DataSourceV2Relation.create(
        table, Option.apply(call.sparkCatalog()), Option.empty(), CaseInsensitiveStringMap.empty());
  }

  private static final class Rescaled extends PaimonTable implements SupportsWrite {
    private final FileStoreTable table;

    private Rescaled(FileStoreTable table) {
      super(table);
      this.table = table;
    }

    @Override
    public org.apache.spark.sql.types.StructType schema() {
      return SparkTypes.carried(table.rowType());
    }

    @Override
    public Set<TableCapability> capabilities() {
      return EnumSet.of(
          TableCapability.BATCH_READ,
          TableCapability.BATCH_WRITE,
          TableCapability.OVERWRITE_DYNAMIC);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new PaimonWriteBuilder(table, info.queryId());
    }
  }
}
