package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.CommitCommand;
import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.catalog.commit.SnapshotVersion;
import dev.moraine.catalog.commit.TagCommand;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.MoraineException;
import dev.moraine.error.NotFound;
import dev.moraine.identity.Principal;
import dev.moraine.warehouse.PaimonClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** One random history: makes its changes in a real lake and in the model, and compares both. */
final class ModelHistory {
  private static final Principal CALLER = LakeUnderTest.CALLER;
  private static final String DATABASE = "default";
  private static final String DEFINITION =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
       "partitionKeys":["dt"],"primaryKeys":[],
       "options":{"bucket":"-1","file.format":"avro","metastore.partitioned-table":"true"}}""";

  private final LakeUnderTest lake;
  private final Catalog catalog;
  private final Map<String, ModelTable> named = new TreeMap<>();
  // The newest first.
  private final List<ModelTable> dropped = new ArrayList<>();

  /** In a catalog of its own. */
  ModelHistory(LakeUnderTest lake) {
    this.lake = lake;
    this.catalog = lake.catalogs.create(CALLER, "c" + UUID.randomUUID(), Map.of());
  }

  void make(ModelChange change) throws Exception {
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
              table.commits.stream().filter(each -> each.id() == rollback.snapshotId()).findAny());
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
          AlreadyExists.class,
          () -> lake.tables.create(CALLER, catalog.id(), at(name), DEFINITION));
    } else {
      Table made = lake.tables.create(CALLER, catalog.id(), at(name), DEFINITION);
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
      refused(NotFound.class, () -> lake.tables.alter(CALLER, catalog.id(), at(name), changes));
    } else {
      lake.tables.alter(CALLER, catalog.id(), at(name), changes);
      table.schemaId = next;
    }
  }

  private void commit(String name, String day, int rows, @Nullable CommitStep crashAt)
      throws Exception {
    ModelTable table = named.get(name);
    if (table == null) {
      refused(NotFound.class, () -> lake.find(CALLER, catalog.id(), at(name)));
      return;
    }
    lake.steps.crashAt(crashAt);
    ServerOfOneCommit server = new ServerOfOneCommit(name);
    try {
      new PaimonClient(lake.find(CALLER, catalog.id(), at(name)), server).append(day, rows);
    } catch (LakeUnderTest.Crash e) {
      assertThat(lake.steps.crashed()).isTrue();
    }
    if (!lake.steps.crashed() || isInEffect(crashAt)) {
      table.commit(server.sent, day, rows);
    } else if (crashAt == CommitStep.LEFTOVER_DELETED) {
      // Without a head there is nothing to hold on to, and the file is replaced as it stands.
      table.fileAhead = table.commits.isEmpty();
    } else if (crashAt != CommitStep.ACCEPTED && crashAt != CommitStep.DRAFT_WRITTEN) {
      table.fileAhead = true;
    }
    lake.steps.crashAt(null);
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
      if (lake.steps.crashed()) {
        throw new LakeUnderTest.Crash();
      }
      Table table = lake.find(CALLER, catalog.id(), name);
      return lake.transactions
          .read(tx -> tx.heads().find(table.ref()))
          .map(head -> head.snapshot().json());
    }

    @Override
    public boolean commit(String snapshotJson, List<PartitionStatistics> statistics) {
      sent = snapshotJson;
      TableId id = lake.find(CALLER, catalog.id(), name).id();
      try {
        return lake.commits
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
        () -> lake.snapshots.rollback(CALLER, catalog.id(), at(name), version, Optional.empty());
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
    Runnable call = () -> lake.tags.create(CALLER, catalog.id(), at(name), command);
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
    Runnable call = () -> lake.tables.rename(CALLER, catalog.id(), at(name), at(to));
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
    Runnable call = () -> lake.tables.drop(CALLER, catalog.id(), at(name));
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
    Runnable call =
        () -> lake.recycleBin.restore(CALLER, catalog.name(), table.id, Optional.of(as));
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
      lake.recycleBin.purge(CALLER, catalog.name(), id);
      refused(NotFound.class, () -> lake.recycleBin.purge(CALLER, catalog.name(), id));
    }
  }

  /** Looks at everything but the rows. */
  void check() throws IOException {
    assertThat(
            lake
                .tables
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
            lake.recycleBin.list(CALLER, catalog.name(), PageRequest.first()).items().stream()
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
    Table table = lake.find(CALLER, catalog.id(), name);
    assertThat(table.id()).isEqualTo(model.id);
    assertThat(table.schema().id()).isEqualTo(model.schemaId);
    assertThat(
            lake
                .partitions
                .list(CALLER, catalog.id(), name, NamePattern.ALL, PageRequest.first())
                .items()
                .stream()
                .collect(
                    Collectors.toMap(ModelHistory::dayOf, partition -> partition.recordCount())))
        .isEqualTo(model.rows());
    assertThat(
            lake.snapshots.list(CALLER, catalog.id(), name, PageRequest.first()).items().stream()
                .map(Snapshot::json))
        .containsExactlyElementsOf(newestFirst(model));
    if (model.commits.isEmpty()) {
      refused(NotFound.class, () -> lake.snapshots.head(CALLER, catalog.id(), name));
    } else {
      Head head = lake.snapshots.head(CALLER, catalog.id(), name);
      assertThat(head.snapshot().json()).isEqualTo(model.head().orElseThrow().json());
      assertThat(head.recordCount())
          .isEqualTo(model.rows().values().stream().mapToLong(Long::longValue).sum());
    }
    checkFiles(table.location(), model);
  }

  private void checkFiles(StorageLocation table, ModelTable model) throws IOException {
    Path files = local(table);
    assertThat(lake.snapshotFiles.listIds(table))
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

  void checkRows() throws Exception {
    for (Map.Entry<String, ModelTable> each : named.entrySet()) {
      Table table = lake.find(CALLER, catalog.id(), at(each.getKey()));
      assertThat(new PaimonClient(table, new ServerOfOneCommit(each.getKey())).rows())
          .isEqualTo(each.getValue().rows());
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
