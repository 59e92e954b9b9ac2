package dev.moraine.server;

import dev.moraine.access.Action;
import dev.moraine.access.PrincipalStore;
import dev.moraine.access.Standing;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.DroppedFolders;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.PartitionService;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.commit.CommitService;
import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.catalog.commit.SnapshotService;
import dev.moraine.catalog.commit.TagService;
import dev.moraine.identity.Principal;
import dev.moraine.persistence.MetadataDatabase;
import dev.moraine.warehouse.PaimonWarehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that {@link CatalogModelTest} is about, real: use cases on SQLite and on files that Paimon's
 * own writer fills. Each history has a catalog of its own.
 */
final class LakeUnderTest implements AutoCloseable {
  static final Principal CALLER = new Principal("tester");

  private final Path folder;
  private final MetadataDatabase database;
  private final BackgroundThreads threads = new BackgroundThreads();
  final CrashingSteps steps = new CrashingSteps();
  final Transactions transactions;
  private final Access access;
  final SnapshotFiles snapshotFiles;
  final CatalogService catalogs;
  final TableService tables;
  final PartitionService partitions;
  final CommitService commits;
  final SnapshotService snapshots;
  final TagService tags;
  final RecycleBinService recycleBin;

  /** The process is gone, as far as the commit can tell. */
  static final class Crash extends RuntimeException {}

  static final class CrashingSteps implements CommitSteps {
    private @Nullable CommitStep crashAt;
    private boolean crashed;

    @Override
    public synchronized void reached(CommitStep step) {
      if (step == crashAt) {
        crashed = true;
        throw new Crash();
      }
    }

    synchronized void crashAt(@Nullable CommitStep step) {
      crashAt = step;
      crashed = false;
    }

    synchronized boolean crashed() {
      return crashed;
    }
  }

  /** As {@code caller} finds it by name. */
  Table find(Principal caller, CatalogId catalog, TableName name) {
    return transactions.ask(tx -> access.requireTable(tx, caller, catalog, name, Action.GET_TABLE));
  }

  static LakeUnderTest open() {
    try {
      return new LakeUnderTest(Files.createTempDirectory("moraine-model"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LakeUnderTest(Path folder) {
    this.folder = folder;
    Clock clock = Clock.systemUTC();
    PaimonWarehouse warehouse = new PaimonWarehouse(steps);
    database = MetadataDatabase.openSqlite(folder.resolve("metadata.db"));
    transactions = database.transactions();
    access = new Access(clock);
    transactions.write(
        tx -> {
          tx.principals().insertUser(new PrincipalStore.User(CALLER, clock.instant(), "root"));
          return tx.principals().addMember(Standing.SUPER_ADMINISTRATOR, CALLER);
        });
    TableFiles tableFiles = warehouse.tableFiles();
    snapshotFiles = warehouse.snapshotFiles();
    TableLocks locks = new TableLocks(transactions);
    Forwards forwards =
        new Forwards(transactions, warehouse.branchFiles(), tableFiles, snapshotFiles, clock);
    DroppedFolders folders = new DroppedFolders(transactions, tableFiles);
    catalogs =
        new CatalogService(
            transactions,
            access,
            tableFiles,
            new StorageLocation("file:" + folder.resolve("warehouse")),
            clock,
            UUID::randomUUID);
    tables =
        new TableService(
            transactions,
            access,
            tableFiles,
            snapshotFiles,
            folders,
            forwards,
            locks,
            warehouse.ruleLanguage(),
            clock,
            UUID::randomUUID);
    partitions = new PartitionService(transactions, access, warehouse.partitioning(), clock);
    commits =
        new CommitService(
            transactions,
            access,
            snapshotFiles,
            tableFiles,
            forwards,
            locks,
            warehouse.rebase(),
            new CommitTurns(CommitTurns.LostCommits.REBASE, threads.timer(), threads.workers()),
            steps,
            clock);
    snapshots =
        new SnapshotService(
            transactions, access, snapshotFiles, warehouse.tagFiles(), forwards, locks, clock);
    tags = new TagService(transactions, access, snapshotFiles, warehouse.tagFiles(), locks, clock);
    recycleBin = new RecycleBinService(transactions, access, folders, clock);
  }

  @Override
  public void close() throws IOException {
    threads.close();
    database.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Makes the changes in a catalog of their own, and looks at everything after each. */
  void replay(List<ModelChange> history) throws Exception {
    ModelHistory replayed = new ModelHistory(this);
    for (ModelChange change : history) {
      replayed.make(change);
      replayed.check();
    }
    replayed.checkRows();
  }
}
