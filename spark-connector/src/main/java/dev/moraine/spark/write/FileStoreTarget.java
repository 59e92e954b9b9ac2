package dev.moraine.spark.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.index.BucketAssigner;
import org.apache.paimon.index.HashBucketAssigner;
import org.apache.paimon.index.IndexFileHandler;
import org.apache.paimon.index.IndexFileMeta;
import org.apache.paimon.index.SimpleHashBucketAssigner;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.IndexManifestEntry;
import org.apache.paimon.manifest.ManifestCommittable;
import org.apache.paimon.rest.exceptions.RESTException;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.sink.DynamicBucketRowKeyExtractor;
import org.apache.paimon.table.sink.TableCommitImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Paimon table under one commit user, made for one statement. */
public final class FileStoreTarget implements WriteTarget {
  /**
   * A property of snapshots that were committed because of what exactly was before them. A catalog
   * must not put such a commit behind another than the one it names.
   */
  private static final String BASE_CHECKED = "commit.base-checked";

  private static final Logger log = LoggerFactory.getLogger(FileStoreTarget.class);

  private final FileStoreTable table;
  private final String commitUser;
  private final @Nullable Map<String, String> overwrite;
  // Of the driver only, as all of a commit is.
  private final transient ReadState index;

  /**
   * @param overwrite null to add rows; otherwise the static partition to replace, empty for every
   *     partition that the table's options make an overwrite replace
   */
  public FileStoreTarget(FileStoreTable table, @Nullable Map<String, String> overwrite) {
    this(table, overwrite, UUID.randomUUID().toString());
  }

  /** A target of a streaming query, which commits under one name for ever. */
  static FileStoreTarget ofQuery(FileStoreTable table, String queryId) {
    return new FileStoreTarget(table, null, queryId);
  }

  private FileStoreTarget(
      FileStoreTable table, @Nullable Map<String, String> overwrite, String commitUser) {
    this.table = table;
    this.commitUser = commitUser;
    this.overwrite = overwrite == null ? null : Map.copyOf(overwrite);
    this.index = overwrite == null ? index(table) : ReadState.IRRELEVANT;
  }

  private static ReadState index(FileStoreTable table) {
    if (table.bucketMode() != BucketMode.HASH_DYNAMIC) {
      return ReadState.IRRELEVANT;
    }
    Snapshot read = table.snapshotManager().latestSnapshot();
    return new ReadState(read, List.of(new KeptIndex(table, read)));
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
  public void commit(List<CommitMessage> messages, ReadState seen) throws Exception {
    ReadState relied = index.and(seen);
    try {
      if (relied.equals(ReadState.IRRELEVANT)) {
        WriteTarget.super.commit(messages, relied);
      } else {
        try (TableCommitImpl commit = newCommit(relied, messages)) {
          commit.commit(committable(BatchWriteBuilder.COMMIT_IDENTIFIER, messages, relied));
        }
      }
    } catch (RuntimeException e) {
      requireEffect(BatchWriteBuilder.COMMIT_IDENTIFIER, messages, e);
    }
  }

  /** Commits what a streaming query wrote in one epoch, unless it has done so already. */
  void commitEpoch(long epoch, List<CommitMessage> messages) throws Exception {
    try (TableCommitImpl commit = newCommit(index, messages)) {
      int committed =
          commit.filterAndCommitMultiple(List.of(committable(epoch, messages, index)), false);
      if (committed == 0) {
        discard(messages);
      }
    } catch (RuntimeException e) {
      requireEffect(epoch, messages, e);
    }
  }

  private TableCommitImpl newCommit(ReadState relied, List<CommitMessage> messages) {
    FileStoreTable committing = table;
    if (!relied.equals(ReadState.IRRELEVANT)) {
      ForeignCommits foreign = new ForeignCommits(table, commitUser, relied, messages);
      committing = WatchedTable.of(table, foreign::check);
    }
    return committing.newCommit(commitUser).ignoreEmptyCommit(true);
  }

  private static ManifestCommittable committable(
      long identifier, List<CommitMessage> messages, ReadState relied) {
    ManifestCommittable all = new ManifestCommittable(identifier);
    messages.forEach(all::addFileCommittable);
    if (!relied.reliances().isEmpty()) {
      all.addProperty(BASE_CHECKED, "true");
    }
    return all;
  }

  /** Goes on after a failure if the rows are in, and throws it otherwise. */
  private void requireEffect(long identifier, List<CommitMessage> messages, RuntimeException e)
      throws Exception {
    Optional<Snapshot> own = committed(identifier);
    if (own.isEmpty()) {
      throw e;
    }
    // What failed is what comes after the rows: the compaction that a writer of keys does on the
    // side, which loses to any other, or the expiry of old snapshots.
    log.warn("{} was written; what follows a commit failed", table.fullName(), e);
    if (own.get().commitKind() != Snapshot.CommitKind.COMPACT && !mayHaveArrived(e)) {
      discard(compactions(messages));
    }
  }

  private Optional<Snapshot> committed(long identifier) {
    return table
        .snapshotManager()
        .latestSnapshotOfUser(commitUser)
        .filter(own -> own.commitIdentifier() == identifier);
  }

  /** Whether a snapshot is of a statement that relied on what it had read, such as a MERGE. */
  public static boolean checkedItsBase(Snapshot snapshot) {
    return snapshot.properties() != null && snapshot.properties().containsKey(BASE_CHECKED);
  }

  private static List<CommitMessage> compactions(List<CommitMessage> messages) {
    List<CommitMessage> compactions = new ArrayList<>();
    for (CommitMessage message : messages) {
      CommitMessageImpl each = (CommitMessageImpl) message;
      compactions.add(
          new CommitMessageImpl(
              each.partition(),
              each.bucket(),
              each.totalBuckets(),
              DataIncrement.emptyIncrement(),
              each.compactIncrement()));
    }
    return compactions;
  }

  @Override
  public boolean surelyNotCommitted(Throwable failure) {
    return surelyNotCommitted(BatchWriteBuilder.COMMIT_IDENTIFIER, failure);
  }

  boolean surelyNotCommitted(long identifier, Throwable failure) {
    return !mayHaveArrived(failure) && committed(identifier).isEmpty();
  }

  private static boolean mayHaveArrived(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The catalog or the store may have taken the commit although its answer was lost.
      if (cause instanceof IOException || cause instanceof RESTException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void discard(List<CommitMessage> messages) throws Exception {
    List<CommitMessage> written = new ArrayList<>();
    for (CommitMessage message : messages) {
      CommitMessageImpl each = (CommitMessageImpl) message;
      written.add(withoutUpgrades(each));
      deleteIndexFiles(each, each.newFilesIncrement().newIndexFiles());
      deleteIndexFiles(each, each.compactIncrement().newIndexFiles());
    }
    WriteTarget.super.discard(written);
  }

  // A compaction that only moves a file to another level names one file both as replaced and as
  // new. To delete what is new would be to delete a file of the table.
  private static CommitMessage withoutUpgrades(CommitMessageImpl message) {
    CompactIncrement compaction = message.compactIncrement();
    Set<String> before =
        compaction.compactBefore().stream().map(DataFileMeta::fileName).collect(Collectors.toSet());
    List<DataFileMeta> after =
        compaction.compactAfter().stream()
            .filter(file -> !before.contains(file.fileName()))
            .toList();
    return new CommitMessageImpl(
        message.partition(),
        message.bucket(),
        message.totalBuckets(),
        message.newFilesIncrement(),
        new CompactIncrement(compaction.compactBefore(), after, compaction.changelogFiles()));
  }

  private void deleteIndexFiles(CommitMessageImpl message, List<IndexFileMeta> files) {
    IndexFileHandler indexes = table.store().newIndexFileHandler();
    for (IndexFileMeta file : files) {
      indexes.deleteIndexFile(
          new IndexManifestEntry(FileKind.ADD, message.partition(), message.bucket(), file));
    }
  }
}
