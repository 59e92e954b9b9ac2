package dev.moraine.spark.write;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.index.BucketAssigner;
import org.apache.paimon.index.HashBucketAssigner;
import org.apache.paimon.index.SimpleHashBucketAssigner;
import org.apache.paimon.rest.exceptions.RESTException;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.DynamicBucketRowKeyExtractor;
import org.jspecify.annotations.Nullable;

/** A Paimon table under one commit user, made for one statement. */
public final class FileStoreTarget implements WriteTarget {
  private final FileStoreTable table;
  private final String commitUser = UUID.randomUUID().toString();
  private final @Nullable Map<String, String> overwrite;

  /**
   * @param overwrite null to add rows; otherwise the static partition to replace, empty for every
   *     partition that the table's options make an overwrite replace
   */
  public FileStoreTarget(FileStoreTable table, @Nullable Map<String, String> overwrite) {
    this.table = table;
    this.overwrite = overwrite == null ? null : Map.copyOf(overwrite);
  }

  public FileStoreTable table() {
    return table;
  }

  @Override
  public BatchTableWrite newWrite(IOManager disk) {
    return table
        .newWrite(commitUser)
        .withIgnorePreviousFiles(overwrite != null)
        .withIOManager(disk);
  }

  @Override
  public BucketChoice newBucketChoice() {
    if (table.bucketMode() != BucketMode.HASH_DYNAMIC) {
      return row -> BucketChoice.BY_TABLE;
    }
    // Sound with a single writing task only, which WriteDistribution asks for.
    CoreOptions options = table.coreOptions();
    BucketAssigner assigner =
        overwrite != null
            ? new SimpleHashBucketAssigner(
                1, 0, options.dynamicBucketTargetRowNum(), options.dynamicBucketMaxBuckets())
            : new HashBucketAssigner(
                table.snapshotManager(),
                commitUser,
                table.store().newIndexFileHandler(),
                1,
                1,
                0,
                options.dynamicBucketTargetRowNum(),
                options.dynamicBucketMaxBuckets());
    DynamicBucketRowKeyExtractor keys = new DynamicBucketRowKeyExtractor(table.schema());
    return row -> {
      keys.setRecord(row);
      return assigner.assign(keys.partition(), keys.trimmedPrimaryKey().hashCode());
    };
  }

  @Override
  public BatchTableCommit newCommit() {
    return table.newCommit(commitUser).withOverwrite(overwrite).ignoreEmptyCommit(true);
  }

  @Override
  public boolean surelyNotCommitted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The catalog or the store may have taken the commit although its answer was lost.
      if (cause instanceof IOException || cause instanceof RESTException) {
        return false;
      }
    }
    return table.snapshotManager().latestSnapshotOfUser(commitUser).isEmpty();
  }
}
