package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.DroppedFolders;
import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionService;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.commit.CommitCommand;
import dev.moraine.catalog.commit.CommitService;
import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.catalog.commit.SnapshotService;
import dev.moraine.catalog.commit.SnapshotVersion;
import dev.moraine.catalog.commit.TagCommand;
import dev.moraine.catalog.commit.TagService;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.MoraineException;
import dev.moraine.error.NotFound;
import dev.moraine.identity.Principal;
import dev.moraine.persistence.MetadataDatabase;
import dev.moraine.warehouse.PaimonClient;
import dev.moraine.warehouse.PaimonWarehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that {@link CatalogModelTest} is about, real: use cases on SQLite and on files that Paimon's
 * own writer fills. Each history has a catalog of its own.
 */
final class LakeUnderTest implements AutoCloseable {
  private static final Principal CALLER = new Principal("tester");
  private static final String DATABASE = "default";
  private static final String DEFINITION =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
       "partitionKeys":["dt"],"primaryKeys":[],
       "options":{"bucket":"-1","file.format":"avro","metastore.partitioned-table":"true"}}""";

  private final Path folder;
  private final MetadataDatabase database;
  private final BackgroundThreads threads = new BackgroundThreads();
  private final CrashingSteps steps = new CrashingSteps();
  private final Transactions transactions;
  private final TableFiles tableFiles;
  private final SnapshotFiles snapshotFiles;
  private final CatalogService catalogs;
  private final TableService tables;
  private final PartitionService partitions;
  private final CommitService commits;
  private final SnapshotService snapshots;
  private final TagService tags;
  private final RecycleBinService recycleBin;

  /** The process is gone, as far as the commit can tell. */
  private static final class Crash extends RuntimeException {}

  private static final class CrashingSteps implements CommitSteps {
    private @Nullable CommitStep crashAt;
    private boolean crashed;

    @Override
    public synchronized void reached(CommitStep step) {
      if (step == crashAt) {
        crashed = true;
        throw new Crash();
      }
    }

    private synchronized void crashAt(@Nullable CommitStep step) {
      crashAt = step;
      crashed = false;
    }

    private synchronized boolean crashed() {
      return crashed;
    }
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
    tableFiles = warehouse.tableFiles();
    snapshotFiles = warehouse.snapshotFiles();
    TableLocks locks = new TableLocks(transactions);
    Forwards forwards = new Forwards(transactions, warehouse.branchFiles(), clock);
    DroppedFolders folders = new DroppedFolders(transactions, tableFiles);
    catalogs =
        new CatalogService(
            transactions,
            tableFiles,
            new StorageLocation("file:" + folder.resolve("warehouse")),
            clock,
            UUID::randomUUID);
    tables =
        new TableService(
            transactions,
            tableFiles,
            snapshotFiles,
            folders,
            forwards,
            locks,
            clock,
            UUID::randomUUID);
    partitions = new PartitionService(transactions, clock);
    commits =
        new CommitService(
            transactions,
            snapshotFiles,
            tableFiles,
            forwards,
            locks,
            new CommitTurns(threads.timer(), threads.workers()),
            steps,
            clock);
    snapshots =
        new SnapshotService(
            transactions, snapshotFiles, warehouse.tagFiles(), forwards, locks, clock);
    tags = new TagService(transactions, snapshotFiles, warehouse.tagFiles(), locks, clock);
    recycleBin = new RecycleBinService(transactions, folders, clock);
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
    History replayed = new History(catalogs.create(CALLER, "c" + UUID.randomUUID(), Map.of()));
    for (ModelChange change : history) {
      replayed.make(change);
      replayed.check();
    }
    replayed.checkRows();
  }

  private final class History {
    private final Catalog catalog;
    private final Map<String, ModelTable> named = new TreeMap<>();
    // The newest first.
    private final List<ModelTable> dropped = new ArrayList<>();

    private History(Catalog catalog) {
      this.catalog = catalog;
    }

    private void make(ModelChange change) throws Exception {
      if (change instanceof ModelChange.Create create) {
        create(create.table());
      } else if (change instanceof ModelChange.Alter alter) {
        alter(alter.table());
      } else if (change instanceof ModelChange.Commit commit) {
        commit(commit.table(), commit.day(), commit.rows(), null);
      } else if (change instanceof ModelChange.CommitAndCrash commit) {
        commit(commit.table(), commit.day(), commit.rows(), commit.step());
      } else if (change instanceof ModelChange.Rollback rollback) {
        rollback(
            rollback.table(),
            new SnapshotVersion.Id(rollback.snapshotId()),
            table ->
                table.commits.stream()
                    .filter(each -> each.id() == rollback.snapshotId())
                    .findAny());
      } else if (change instanceof ModelChange.CreateTag create) {
        createTag(create.table(), create.tag());
      } else if (change instanceof ModelChange.RollbackToTag rollback) {
        rollback(
            rollback.table(),
            new SnapshotVersion.Tag(new TagName(rollback.tag())),
            table -> Optional.ofNullable(table.tags.get(rollback.tag())));
      } else if (change instanceof ModelChange.Rename rename) {
        rename(rename.table(), rename.to());
      } else if (change instanceof ModelChange.Drop drop) {
        drop(drop.table());
      } else if (change instanceof ModelChange.Restore restore) {
        restore(restore.which(), restore.as());
      } else if (change instanceof ModelChange.Purge purge) {
        purge(purge.which());
      }
    }

    private void create(String name) {
      if (named.containsKey(name)) {
        refused(
            AlreadyExists.class, () -> tables.create(CALLER, catalog.id(), at(name), DEFINITION));
      } else {
        Table made = tables.create(CALLER, catalog.id(), at(name), DEFINITION);
        named.put(name, new ModelTable(made.id()));
      }
    }

    private void alter(String name) {
      ModelTable table = named.get(name);
      long next = table == null ? 0 : table.schemaId + 1;
      String changes =
          """
          [{"action":"addColumn","fieldNames":["c%d"],"dataType":"INT"}]"""
              .formatted(next);
      if (table == null) {
        refused(NotFound.class, () -> tables.alter(CALLER, catalog.id(), at(name), changes));
      } else {
        tables.alter(CALLER, catalog.id(), at(name), changes);
        table.schemaId = next;
      }
    }

    private void commit(String name, String day, int rows, @Nullable CommitStep crashAt)
        throws Exception {
      ModelTable table = named.get(name);
      if (table == null) {
        refused(NotFound.class, () -> tables.get(CALLER, catalog.id(), at(name)));
        return;
      }
      steps.crashAt(crashAt);
      ServerOfOneCommit server = new ServerOfOneCommit(name);
      try {
        new PaimonClient(tables.get(CALLER, catalog.id(), at(name)), server).append(day, rows);
      } catch (Crash e) {
        assertThat(steps.crashed()).isTrue();
      }
      if (!steps.crashed() || isInEffect(crashAt)) {
        table.commit(server.sent, day, rows);
      } else if (crashAt != CommitStep.ACCEPTED && crashAt != CommitStep.DRAFT_WRITTEN) {
        table.fileAhead = true;
      }
      steps.crashAt(null);
    }

    private static boolean isInEffect(@Nullable CommitStep step) {
      return step == CommitStep.COMMITTED || step == CommitStep.HINTED;
    }

    /** The client's view; after a crash the server is away, so that the client gives up. */
    private final class ServerOfOneCommit implements PaimonClient.Server {
      private final TableName name;
      private String sent = "";

      private ServerOfOneCommit(String name) {
        this.name = at(name);
      }

      @Override
      public Optional<String> head() {
        if (steps.crashed()) {
          throw new Crash();
        }
        Table table = tables.get(CALLER, catalog.id(), name);
        return transactions
            .read(tx -> tx.heads().find(table.ref()))
            .map(head -> head.snapshot().json());
      }

      @Override
      public boolean commit(String snapshotJson, List<PartitionStatistics> statistics) {
        sent = snapshotJson;
        TableId id = tables.get(CALLER, catalog.id(), name).id();
        try {
          return commits
              .commit(
                  CALLER,
                  catalog.id(),
                  name,
                  new CommitCommand(Optional.of(id), Optional.empty(), snapshotJson, statistics))
              .join()
              .isInEffect();
        } catch (CompletionException e) {
          throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
        }
      }
    }

    private interface Find {
      Optional<ModelTable.Commit> in(ModelTable table);
    }

    private void rollback(String name, SnapshotVersion version, Find find) {
      ModelTable table = named.get(name);
      Optional<ModelTable.Commit> target = Optional.ofNullable(table).flatMap(find::in);
      Runnable call =
          () -> snapshots.rollback(CALLER, catalog.id(), at(name), version, Optional.empty());
      if (table == null || target.isEmpty()) {
        refused(NotFound.class, call);
      } else {
        call.run();
        table.rollback(target.get());
      }
    }

    private void createTag(String name, String tag) {
      ModelTable table = named.get(name);
      TagCommand command = new TagCommand(new TagName(tag), Optional.empty(), Optional.empty());
      Runnable call = () -> tags.create(CALLER, catalog.id(), at(name), command);
      if (table == null || table.commits.isEmpty()) {
        refused(NotFound.class, call);
      } else if (table.tags.containsKey(tag)) {
        refused(AlreadyExists.class, call);
      } else {
        call.run();
        table.tags.put(tag, table.head().orElseThrow());
      }
    }

    private void rename(String name, String to) {
      Runnable call = () -> tables.rename(CALLER, catalog.id(), at(name), at(to));
      if (!named.containsKey(name)) {
        refused(NotFound.class, call);
      } else if (named.containsKey(to)) {
        refused(AlreadyExists.class, call);
      } else {
        call.run();
        named.put(to, named.remove(name));
      }
    }

    private void drop(String name) {
      Runnable call = () -> tables.drop(CALLER, catalog.id(), at(name));
      if (!named.containsKey(name)) {
        refused(NotFound.class, call);
      } else {
        call.run();
        dropped.add(0, named.remove(name));
      }
    }

    private void restore(int which, String as) {
      if (which >= dropped.size()) {
        return;
      }
      ModelTable table = dropped.get(which);
      Runnable call = () -> recycleBin.restore(CALLER, catalog.name(), table.id, Optional.of(as));
      if (named.containsKey(as)) {
        refused(AlreadyExists.class, call);
      } else {
        call.run();
        named.put(as, dropped.remove(which));
      }
    }

    private void purge(int which) {
      if (which < dropped.size()) {
        TableId id = dropped.remove(which).id;
        recycleBin.purge(CALLER, catalog.name(), id);
        refused(NotFound.class, () -> recycleBin.purge(CALLER, catalog.name(), id));
      }
    }

    private void check() throws IOException {
      assertThat(
              tables
                  .list(
                      CALLER,
                      catalog.id(),
                      DATABASE,
                      new TableFilter(NamePattern.ALL, Optional.empty()),
                      PageRequest.first())
                  .items()
                  .stream()
                  .map(table -> table.name().table()))
          .containsExactlyElementsOf(named.keySet());
      assertThat(
              recycleBin.list(CALLER, catalog.name(), PageRequest.first()).items().stream()
                  .map(DroppedTable::id))
          .containsExactlyInAnyOrderElementsOf(dropped.stream().map(table -> table.id).toList());
      assertThat(list(local(catalog.location()), name -> true))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(named.values().stream(), dropped.stream())
                  .map(table -> table.id.value())
                  .toList());
      for (Map.Entry<String, ModelTable> each : named.entrySet()) {
        check(at(each.getKey()), each.getValue());
      }
      for (ModelTable each : dropped) {
        checkFiles(catalog.location().child(each.id.value()), each);
      }
    }

    private void check(TableName name, ModelTable model) throws IOException {
      Table table = tables.get(CALLER, catalog.id(), name);
      assertThat(table.id()).isEqualTo(model.id);
      assertThat(table.schema().id()).isEqualTo(model.schemaId);
      assertThat(
              partitions
                  .list(CALLER, catalog.id(), name, NamePattern.ALL, PageRequest.first())
                  .items()
                  .stream()
                  .collect(
                      Collectors.toMap(LakeUnderTest::dayOf, partition -> partition.recordCount())))
          .isEqualTo(model.rows());
      assertThat(
              snapshots.list(CALLER, catalog.id(), name, PageRequest.first()).items().stream()
                  .map(Snapshot::json))
          .containsExactlyElementsOf(newestFirst(model));
      if (model.commits.isEmpty()) {
        refused(NotFound.class, () -> snapshots.head(CALLER, catalog.id(), name));
      } else {
        Head head = snapshots.head(CALLER, catalog.id(), name);
        assertThat(head.snapshot().json()).isEqualTo(model.head().orElseThrow().json());
        assertThat(head.recordCount())
            .isEqualTo(model.rows().values().stream().mapToLong(Long::longValue).sum());
      }
      checkFiles(table.location(), model);
    }

    private void checkFiles(StorageLocation table, ModelTable model) throws IOException {
      Path files = local(table);
      assertThat(snapshotFiles.listIds(table))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, model.commits.size() + (model.fileAhead ? 1 : 0))
                  .boxed()
                  .toList());
      assertThat(list(files.resolve("schema"), name -> name.startsWith("schema-")))
          .containsExactlyInAnyOrderElementsOf(
              LongStream.rangeClosed(0, model.schemaId).mapToObj(id -> "schema-" + id).toList());
      assertThat(list(files.resolve("tag"), name -> name.startsWith("tag-")))
          .containsExactlyInAnyOrderElementsOf(
              model.tags.keySet().stream().map(tag -> "tag-" + tag).toList());
    }

    private void checkRows() throws Exception {
      for (Map.Entry<String, ModelTable> each : named.entrySet()) {
        Table table = tables.get(CALLER, catalog.id(), at(each.getKey()));
        assertThat(new PaimonClient(table, new ServerOfOneCommit(each.getKey())).rows())
            .isEqualTo(each.getValue().rows());
      }
    }
  }

  private static List<String> newestFirst(ModelTable model) {
    List<String> all = new ArrayList<>();
    model.commits.forEach(commit -> all.add(0, commit.json()));
    return all;
  }

  private static String dayOf(Partition partition) {
    return String.valueOf(partition.spec().get("dt"));
  }

  private static TableName at(String table) {
    return new TableName(DATABASE, table);
  }

  private static void refused(Class<? extends MoraineException> refusal, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(refusal);
  }

  private static Path local(StorageLocation location) {
    return Path.of(location.uri().substring("file:".length()));
  }

  private static List<String> list(Path folder, Predicate<String> names) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).filter(names).toList();
    }
  }
}
