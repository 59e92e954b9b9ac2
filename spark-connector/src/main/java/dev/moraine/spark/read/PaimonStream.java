package dev.moraine.spark.read;

import dev.moraine.spark.types.SparkColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.snapshot.SnapshotReader;
import org.apache.paimon.utils.SnapshotManager;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are added to a table without keys.
 *
 * <p>An offset is the number of snapshots read. From 0 on, a batch is the table as it is in the
 * batch's last snapshot; from elsewhere, what the snapshots in between have added. Both are the
 * same again when a batch is repeated. Compactions add nothing; what overwrites do is left out
 * unless {@code streaming-read-overwrite} asks for it, as in core's own streams.
 */
final class PaimonStream implements MicroBatchStream, SupportsTriggerAvailableNow {
  /** The option for the most files of a batch; a snapshot is never divided. */
  static final String MAX_FILES = "read.stream.maxFilesPerTrigger";

  private static final long NOTHING = -1;
  private static final String FIRST_OFFSET = "first-offset";

  private final FileStoreTable table;
  private final @Nullable Predicate filter;
  private final ReadBuilder reading;
  private final RowLayout layout;
  private final Path checkpoint;
  private @Nullable Long lastOfAll;

  /** So many snapshots are read. */
  private static final class Snapshots extends Offset {
    private final long count;

    private Snapshots(long count) {
      this.count = count;
    }

    @Override
    public String json() {
      return Long.toString(count);
    }
  }

  PaimonStream(
      FileStoreTable table,
      @Nullable Predicate filter,
      ReadBuilder reading,
      RowLayout layout,
      String checkpoint) {
    if (!table.primaryKeys().isEmpty()) {
      throw new UnsupportedOperationException(
          "A stream cannot say which rows of "
              + table.fullName()
              + " are updates or deletes, since the table has a primary key; read it in batches");
    }
    QueryRules.requireNone(table, "A stream");
    this.table = table;
    this.filter = filter;
    this.reading = reading;
    this.layout = layout;
    this.checkpoint = new Path(checkpoint, FIRST_OFFSET);
  }

  // Whoever restarts before the first batch is done has to start where it started.
  @Override
  public Offset initialOffset() {
    try {
      FileSystem files =
          checkpoint.getFileSystem(SparkSession.active().sparkContext().hadoopConfiguration());
      if (files.exists(checkpoint)) {
        try (FSDataInputStream in = files.open(checkpoint)) {
          return deserializeOffset(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      Offset first = new Snapshots(firstCount());
      try (FSDataOutputStream out = files.create(checkpoint, false)) {
        out.write(first.json().getBytes(StandardCharsets.UTF_8));
      }
      return first;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long firstCount() {
    CoreOptions options = table.coreOptions();
    SnapshotManager snapshots = table.snapshotManager();
    switch (options.startupMode()) {
      case LATEST_FULL:
        return NOTHING;
      case LATEST:
        return latest();
      case FROM_SNAPSHOT:
        if (options.scanSnapshotId() != null) {
          return options.scanSnapshotId() - 1;
        }
        break;
      case FROM_TIMESTAMP:
        if (options.scanTimestampMills() != null) {
          Snapshot later = snapshots.laterOrEqualTimeMills(options.scanTimestampMills());
          return later == null ? latest() : later.id() - 1;
        }
        break;
      default:
        break;
    }
    throw new IllegalArgumentException(
        "A stream starts with scan.mode=latest-full or latest, scan.snapshot-id or"
            + " scan.timestamp-millis, not with scan.mode="
            + options.startupMode());
  }

  private long latest() {
    Long latest = table.snapshotManager().latestSnapshotId();
    return latest == null ? 0 : latest;
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    String files = table.options().get(MAX_FILES);
    return files == null ? ReadLimit.allAvailable() : ReadLimit.maxFiles(Integer.parseInt(files));
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    lastOfAll = latest();
  }

  @Override
  public Offset latestOffset() {
    return new Snapshots(latest());
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    long from = count(start);
    long last = lastOfAll == null ? latest() : lastOfAll;
    long to = last == 0 ? from : Math.max(from, last);
    if (from == NOTHING || !(limit instanceof ReadMaxFiles)) {
      return new Snapshots(to);
    }
    long files = 0;
    for (long id = from + 1; id <= to; id++) {
      files += files(added(id));
      if (files > ((ReadMaxFiles) limit).maxFiles() && id > from + 1) {
        return new Snapshots(id - 1);
      }
    }
    return new Snapshots(to);
  }

  private static long files(List<Split> splits) {
    return splits.stream().mapToLong(split -> ((DataSplit) split).dataFiles().size()).sum();
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    long from = count(start);
    long to = count(end);
    List<Split> splits = new ArrayList<>();
    if (from == NOTHING && to > 0) {
      splits.addAll(reader().withMode(ScanMode.ALL).withSnapshot(snapshot(to)).read().splits());
    } else {
      for (long id = from + 1; id <= to; id++) {
        splits.addAll(added(id));
      }
    }
    return SplitPacking.partitions(table, splits);
  }

  private List<Split> added(long id) {
    Snapshot snapshot = snapshot(id);
    boolean read =
        snapshot.commitKind() == Snapshot.CommitKind.APPEND
            || snapshot.commitKind() == Snapshot.CommitKind.OVERWRITE
                && table.coreOptions().streamingReadAppendOverwrite();
    return read
        ? reader().withMode(ScanMode.DELTA).withSnapshot(snapshot).read().splits()
        : List.of();
  }

  private SnapshotReader reader() {
    SnapshotReader reader = table.newSnapshotReader();
    return filter == null ? reader : reader.withFilter(filter);
  }

  private Snapshot snapshot(long id) {
    try {
      return table.snapshotManager().tryGetSnapshot(id);
    } catch (IOException e) {
      throw new IllegalStateException(
          "Snapshot "
              + id
              + " of "
              + table.fullName()
              + " has expired before the stream read it; start a new checkpoint, and keep snapshots"
              + " for longer (snapshot.time-retained)",
          e);
    }
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    boolean columnar = layout.wanted().getFieldTypes().stream().allMatch(SparkColumn::canShow);
    return new SplitReaderFactory(reading, layout, columnar);
  }

  @Override
  public Offset deserializeOffset(String json) {
    return new Snapshots(Long.parseLong(json));
  }

  private static long count(Offset offset) {
    return ((Snapshots) offset).count;
  }

  @Override
  public void commit(Offset end) {}

  @Override
  public void stop() {}
}
