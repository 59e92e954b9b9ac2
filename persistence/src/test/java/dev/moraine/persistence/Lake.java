package dev.moraine.persistence;

import dev.moraine.access.Action;
import dev.moraine.access.PrincipalStore;
import dev.moraine.access.Standing;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.DatabaseService;
import dev.moraine.catalog.DroppedFolders;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.FunctionService;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionService;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotBuilder;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.ViewService;
import dev.moraine.catalog.commit.BranchService;
import dev.moraine.catalog.commit.CommitCommand;
import dev.moraine.catalog.commit.CommitOutcome;
import dev.moraine.catalog.commit.CommitService;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.catalog.commit.ConsumerService;
import dev.moraine.catalog.commit.SnapshotService;
import dev.moraine.catalog.commit.SnapshotVersion;
import dev.moraine.catalog.commit.TagService;
import dev.moraine.identity.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** All use cases on a real database and fake files, with the table {@code db.t}. */
final class Lake {
  static final Principal ALICE = new Principal("alice");
  static final Principal BOB = new Principal("bob");
  // What they may do is another test's matter.
  private static final List<Principal> USERS = List.of(ALICE, BOB);
  static final TableName T = new TableName("db", "t");

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(Lake::daemon);
  private static final ExecutorService WORKERS = Executors.newCachedThreadPool(Lake::daemon);

  final ManualClock clock;
  final FakeSnapshotFiles snapshotFiles;
  final FakeTableFiles tableFiles;
  final FakeTagFiles tagFiles;
  final FakeBranchFiles branchFiles;
  final FakeConsumerFiles consumerFiles;
  final FakeRebase rebase = new FakeRebase();
  final Transactions transactions;
  final Access access;
  final CatalogService catalogs;
  final DatabaseService databases;
  final DroppedFolders folders;
  final RecycleBinService recycleBin;
  final TableService tables;
  final PartitionService partitions;
  final ViewService views;
  final FunctionService functions;
  final CommitService commits;
  final SnapshotService snapshots;
  final TagService tags;
  final BranchService branches;
  final ConsumerService consumers;
  final Catalog catalog;
  final Table table;

  Lake(MetadataDatabase database) {
    this(database, Optional.empty());
  }

  /** As {@code caller} finds it by name. */
  Table find(Principal caller, CatalogId catalog, TableName name) {
    return transactions.ask(tx -> access.requireTable(tx, caller, catalog, name, Action.GET_TABLE));
  }

  /** The same lake through another server. */
  Lake through(MetadataDatabase database) {
    return new Lake(database, Optional.of(this));
  }

  private Lake(MetadataDatabase database, Optional<Lake> same) {
    snapshotFiles = same.map(lake -> lake.snapshotFiles).orElseGet(FakeSnapshotFiles::new);
    tableFiles =
        same.map(lake -> lake.tableFiles).orElseGet(() -> new FakeTableFiles(snapshotFiles));
    tagFiles = same.map(lake -> lake.tagFiles).orElseGet(FakeTagFiles::new);
    consumerFiles = same.map(lake -> lake.consumerFiles).orElseGet(FakeConsumerFiles::new);
    branchFiles =
        same.map(lake -> lake.branchFiles)
            .orElseGet(() -> new FakeBranchFiles(snapshotFiles, tableFiles, tagFiles));
    clock = same.map(lake -> lake.clock).orElseGet(ManualClock::new);
    transactions = database.transactions();
    access = new Access(clock);
    USERS.forEach(this::makeAdministrator);
    TableLocks locks = new TableLocks(transactions);
    Forwards forwards = new Forwards(transactions, branchFiles, tableFiles, snapshotFiles, clock);
    catalogs =
        new CatalogService(
            transactions,
            access,
            tableFiles,
            new StorageLocation("file:/warehouse"),
            clock,
            UUID::randomUUID);
    folders = new DroppedFolders(transactions, tableFiles);
    recycleBin = new RecycleBinService(transactions, access, folders, clock);
    databases = new DatabaseService(transactions, access, folders, clock, UUID::randomUUID);
    tables =
        new TableService(
            transactions,
            access,
            tableFiles,
            snapshotFiles,
            folders,
            forwards,
            locks,
            new FakeRules(),
            clock,
            UUID::randomUUID);
    partitions = new PartitionService(transactions, access, new FakePartitioning(), clock);
    views = new ViewService(transactions, access, clock, UUID::randomUUID);
    functions = new FunctionService(transactions, access, clock, UUID::randomUUID);
    commits =
        new CommitService(
            transactions,
            access,
            snapshotFiles,
            tableFiles,
            forwards,
            locks,
            rebase,
            new CommitTurns(CommitTurns.LostCommits.REBASE, TIMER, WORKERS),
            CommitSteps.UNOBSERVED,
            clock);
    snapshots =
        new SnapshotService(transactions, access, snapshotFiles, tagFiles, forwards, locks, clock);
    tags = new TagService(transactions, access, snapshotFiles, tagFiles, locks, clock);
    branches =
        new BranchService(
            transactions,
            access,
            snapshotFiles,
            tableFiles,
            tagFiles,
            branchFiles,
            forwards,
            locks,
            clock);
    consumers = new ConsumerService(transactions, access, snapshotFiles, consumerFiles, locks);
    catalog =
        same.map(lake -> lake.catalog).orElseGet(() -> catalogs.create(ALICE, "main", Map.of()));
    table = same.map(lake -> lake.table).orElseGet(this::createTable);
  }

  private void makeAdministrator(Principal user) {
    transactions.write(
        tx -> {
          tx.principals().insertUser(new PrincipalStore.User(user, clock.instant(), "root"));
          return tx.principals().addMember(Standing.SUPER_ADMINISTRATOR, user);
        });
  }

  private Table createTable() {
    databases.create(ALICE, catalog.id(), "db", Map.of());
    return tables.create(ALICE, catalog.id(), T, "managed");
  }

  CommitOutcome commit(SnapshotBuilder snapshot, PartitionStatistics... statistics) {
    return commit(Optional.empty(), snapshot, statistics);
  }

  CommitOutcome commitOnto(
      String baseUuid, SnapshotBuilder snapshot, PartitionStatistics... statistics) {
    return commit(Optional.of(baseUuid), snapshot, statistics);
  }

  private CommitOutcome commit(
      Optional<String> baseUuid, SnapshotBuilder snapshot, PartitionStatistics... statistics) {
    return commit(
        new CommitCommand(
            Optional.of(table.id()), baseUuid, snapshot.json(), Arrays.asList(statistics)));
  }

  CommitOutcome commitFor(TableId id, SnapshotBuilder snapshot) {
    return commit(new CommitCommand(Optional.of(id), Optional.empty(), snapshot.json(), List.of()));
  }

  /** Waits for the answer; what the commit throws comes out as it is. */
  private CommitOutcome commit(CommitCommand command) {
    try {
      return commits.commit(ALICE, catalog.id(), T, command).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
    }
  }

  void rollbackTo(long snapshotId) {
    snapshots.rollback(
        ALICE, catalog.id(), T, new SnapshotVersion.Id(snapshotId), Optional.empty());
  }

  Optional<Head> head() {
    return transactions.read(tx -> tx.heads().find(table.ref()));
  }

  long headId() {
    return head().map(each -> each.snapshot().id()).orElse(0L);
  }

  Optional<Snapshot> file(long snapshotId) {
    return snapshotFiles.read(table.location(), snapshotId);
  }

  Optional<Partition> partition(String name) {
    return transactions.read(tx -> tx.partitions().find(table.ref(), List.of(name))).stream()
        .findFirst();
  }

  static PartitionStatistics rows(String day, long records) {
    return new PartitionStatistics(
        Map.of("dt", day), records, 100 * records, Long.signum(records), 7, 1);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }
}
