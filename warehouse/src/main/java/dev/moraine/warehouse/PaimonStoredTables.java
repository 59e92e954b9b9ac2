package dev.moraine.warehouse;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableSchema;
import dev.moraine.catalog.doctor.StoredTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.paimon.io.DataFilePathFactory;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.utils.FileStorePathFactory;

/** {@link StoredTables} in Paimon's layout, on a local file system. */
final class PaimonStoredTables implements StoredTables {
  private static final String BRANCH = "branch-";

  private final DurableFiles files;

  PaimonStoredTables(DurableFiles files) {
    this.files = files;
  }

  @Override
  public boolean canSee(StorageLocation location) {
    return DurableFiles.localPath(location).isPresent();
  }

  @Override
  public boolean isFolder(StorageLocation location) {
    return DurableFiles.localPath(location).filter(files::isFolder).isPresent();
  }

  @Override
  public List<StorageLocation> folders(StorageLocation parent) {
    Path folder = DurableFiles.local(parent);
    return files.list(folder).stream()
        .filter(name -> files.isFolder(folder.resolve(name)))
        .sorted()
        .map(parent::child)
        .toList();
  }

  @Override
  public String nameOf(StorageLocation folder) {
    return String.valueOf(DurableFiles.local(folder).getFileName());
  }

  @Override
  public StorageLocation plain(StorageLocation location) {
    return DurableFiles.localPath(location)
        .map(path -> new StorageLocation("file:" + path.normalize()))
        .orElse(location);
  }

  @Override
  public List<Long> schemaIds(StorageLocation branchFolder) {
    return files.list(DurableFiles.local(branchFolder).resolve("schema")).stream()
        .flatMap(name -> PaimonTableFiles.schemaIdOf(name).stream())
        .sorted()
        .toList();
  }

  @Override
  public boolean putSchema(StorageLocation branchFolder, TableSchema schema) {
    return files.putIfAbsent(
        PaimonTableFiles.schemaFile(branchFolder, schema.id()), schema.record());
  }

  @Override
  public List<String> branches(StorageLocation table) {
    return files.list(DurableFiles.local(table).resolve("branch")).stream()
        .filter(name -> name.startsWith(BRANCH))
        .map(name -> name.substring(BRANCH.length()))
        .sorted()
        .toList();
  }

  @Override
  public List<String> missingFiles(Table table, Snapshot snapshot, Depth depth) {
    FileStoreTable store = PaimonTables.open(table);
    FileStorePathFactory paths = store.store().pathFactory();
    org.apache.paimon.Snapshot stored = org.apache.paimon.Snapshot.fromJson(snapshot.json());
    List<String> missing = new ArrayList<>(missingManifests(store, paths, stored));
    // Without its manifests nobody knows a snapshot's data files.
    if (missing.isEmpty() && depth == Depth.DATA_FILES) {
      for (ManifestEntry entry : store.store().newScan().withSnapshot(stored).plan().files()) {
        DataFilePathFactory folder =
            paths.createDataFilePathFactory(entry.partition(), entry.bucket());
        Stream.concat(
                Stream.of(folder.toPath(entry)),
                entry.extraFiles().stream().map(name -> folder.toAlignedPath(name, entry)))
            .filter(path -> !exists(path))
            .forEach(path -> missing.add(path.getName()));
      }
    }
    return missing;
  }

  private static List<String> missingManifests(
      FileStoreTable store, FileStorePathFactory paths, org.apache.paimon.Snapshot snapshot) {
    List<String> missing = new ArrayList<>();
    ManifestList lists = store.store().manifestListFactory().create();
    Stream.of(
            snapshot.baseManifestList(),
            snapshot.deltaManifestList(),
            snapshot.changelogManifestList())
        .filter(Objects::nonNull)
        .forEach(
            name -> {
              if (!exists(paths.toManifestListPath(name))) {
                missing.add(name);
                return;
              }
              try {
                for (ManifestFileMeta manifest : lists.read(name)) {
                  if (!exists(paths.toManifestFilePath(manifest.fileName()))) {
                    missing.add(manifest.fileName());
                  }
                }
              } catch (RuntimeException e) {
                // Whatever Paimon stumbles over; to a reader it is as good as gone.
                missing.add(name + " (damaged)");
              }
            });
    if (snapshot.indexManifest() != null
        && !exists(paths.indexManifestFileFactory().toPath(snapshot.indexManifest()))) {
      missing.add(snapshot.indexManifest());
    }
    return missing;
  }

  private static boolean exists(org.apache.paimon.fs.Path path) {
    try {
      return PaimonTables.FILE_IO.exists(path);
    } catch (IOException e) {
      throw DurableFiles.failed("look for", Path.of(path.toUri().getPath()), e);
    }
  }
}
