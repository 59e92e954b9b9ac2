package dev.moraine.spark.procedure;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.paimon.Snapshot;
import org.apache.paimon.fs.Path;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestFile;
import org.apache.paimon.operation.CleanOrphanFilesResult;
import org.apache.paimon.operation.OrphanFilesClean;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The files of a table that nothing needs, found and deleted by Spark's tasks.
 *
 * <p>Which files are old enough is listed before what the snapshots need is read, so that a file
 * that gets into a snapshot meanwhile is not taken for an orphan.
 */
final class OrphanFiles extends OrphanFilesClean {
  private record File(String path, long bytes) implements Serializable {}

  /** A file that a snapshot of a branch names. */
  private record Named(String branch, String name, boolean manifest) implements Serializable {}

  private record Removed(long files, long bytes) implements Serializable {
    private Removed plus(Removed other) {
      return new Removed(files + other.files, bytes + other.bytes);
    }
  }

  OrphanFiles(FileStoreTable table, long olderThanMillis, boolean dryRun) {
    super(table, olderThanMillis, dryRun);
  }

  CleanOrphanFilesResult clean(SparkSession spark, int tasks) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<String> branches = validBranches();
    AtomicLong files = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    cleanSnapshotDir(branches, path -> files.incrementAndGet(), bytes::addAndGet);
    JavaPairRDD<String, File> candidates = oldFiles(context, tasks);
    try {
      if (candidates.isEmpty()) {
        return new CleanOrphanFilesResult(files.get(), bytes.get());
      }
      candidates.count(); // all are listed before the snapshots are read
      Removed removed =
          candidates
              .subtractByKey(
                  neededFiles(context, branches, tasks).mapToPair(n -> new Tuple2<>(n, n)))
              .values()
              .groupBy(file -> new Path(file.path()).getParent().toString())
              .map(folder -> remove(folder._2()))
              .fold(new Removed(0, 0), Removed::plus);
      return new CleanOrphanFilesResult(
          files.get() + removed.files(), bytes.get() + removed.bytes());
    } finally {
      candidates.unpersist();
    }
  }

  private JavaPairRDD<String, File> oldFiles(JavaSparkContext context, int tasks) {
    List<String> folders = listPaimonFileDirs().stream().map(Path::toString).toList();
    return context
        .parallelize(folders, Math.max(1, Math.min(tasks, folders.size())))
        .flatMapToPair(
            folder ->
                tryBestListingDirs(new Path(folder)).stream()
                    .filter(status -> !status.isDir() && oldEnough(status))
                    .map(
                        status ->
                            new Tuple2<>(
                                status.getPath().getName(),
                                new File(status.getPath().toString(), status.getLen())))
                    .iterator())
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private JavaRDD<String> neededFiles(JavaSparkContext context, List<String> branches, int tasks)
      throws IOException {
    List<Tuple2<String, String>> snapshots = new ArrayList<>();
    for (String branch : branches) {
      for (Snapshot snapshot : safelyGetAllSnapshots(branch)) {
        snapshots.add(new Tuple2<>(branch, snapshot.toJson()));
      }
    }
    JavaRDD<Named> named =
        context
            .parallelize(snapshots, Math.max(1, Math.min(tasks, snapshots.size())))
            .flatMap(snapshot -> namedBy(snapshot._1(), Snapshot.fromJson(snapshot._2())))
            .distinct(tasks);
    return named
        .filter(Named::manifest)
        .mapPartitions(this::dataFilesOf)
        .union(named.map(Named::name));
  }

  private Iterator<Named> namedBy(String branch, Snapshot snapshot) throws IOException {
    List<Named> named = new ArrayList<>();
    collectWithoutDataFileWithManifestFlag(
        branch, snapshot, file -> named.add(new Named(branch, file.getLeft(), file.getRight())));
    return named.iterator();
  }

  private Iterator<String> dataFilesOf(Iterator<Named> manifests) throws IOException {
    Map<String, ManifestFile> readers = new ConcurrentHashMap<>();
    List<String> files = new ArrayList<>();
    while (manifests.hasNext()) {
      Named manifest = manifests.next();
      ManifestFile reader =
          readers.computeIfAbsent(
              manifest.branch(),
              branch -> table.switchToBranch(branch).store().manifestFileFactory().create());
      for (ManifestEntry entry :
          retryReadingFiles(
              () -> reader.readWithIOException(manifest.name()), List.<ManifestEntry>of())) {
        Stream.concat(Stream.of(entry.fileName()), entry.file().extraFiles().stream())
            .forEach(files::add);
      }
    }
    return files.iterator();
  }

  private Removed remove(Iterable<File> filesOfFolder) {
    Removed removed = new Removed(0, 0);
    Path folder = null;
    for (File file : filesOfFolder) {
      Path path = new Path(file.path());
      cleanFile(path);
      folder = path.getParent();
      removed = removed.plus(new Removed(1, file.bytes()));
    }
    if (folder != null && folder.getName().startsWith("bucket-")) {
      tryCleanDataDirectory(java.util.Set.of(folder), partitionKeysNum + 1);
    }
    return removed;
  }
}
