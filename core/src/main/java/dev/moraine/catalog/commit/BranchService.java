package dev.moraine.catalog.commit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Branch;
import dev.moraine.catalog.BranchFiles;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableBranch;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Use cases on branches: make, list, rename, delete, and take a table over to one.
 *
 * <p>A branch has a folder of its own for schemas, snapshots and tags, and a row; the row is
 * written after the folder and goes before it, so that a crash leaves a folder that no row names,
 * which the next branch of that name replaces.
 */
public final class BranchService {
  private final Transactions transactions;
  private final SnapshotFiles snapshots;
  private final TableFiles tableFiles;
  private final TagFiles tags;
  private final BranchFiles files;
  private final Forwards forwards;
  private final SnapshotLookup lookup;
  private final TableLocks locks;
  private final Clock clock;

  public BranchService(
      Transactions transactions,
      Access access,
      SnapshotFiles snapshots,
      TableFiles tableFiles,
      TagFiles tags,
      BranchFiles files,
      Forwards forwards,
      TableLocks locks,
      Clock clock) {
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.tableFiles = tableFiles;
    this.tags = tags;
    this.files = files;
    this.forwards = forwards;
    this.lookup = new SnapshotLookup(transactions, access, snapshots);
    this.locks = locks;
    this.clock = clock;
  }

  /** By name, ascending. */
  public List<BranchName> list(Principal caller, CatalogId catalog, TableName name) {
    Table table = requireMain(caller, catalog, name, Action.LIST_BRANCHES);
    return transactions.read(tx -> tx.branches().list(table.id()));
  }

  /**
   * Makes a branch that starts at a tag, or at the newest snapshot.
   *
   * <p>The files of a tag do not expire as long as it is there; without one, a tag {@code
   * branch-NAME} is made, and goes with the branch.
   *
   * @throws NotFound for the tag
   * @throws AlreadyExists when the name is taken
   */
  public void create(
      Principal caller,
      CatalogId catalog,
      TableName name,
      BranchName branch,
      Optional<TagName> from) {
    inside(
        caller,
        requireMain(caller, catalog, name, Action.CREATE_BRANCH),
        table -> {
          requireFree(table, branch);
          Optional<Tag> tag = from.map(each -> requireTag(table, each));
          if (tag.isPresent()) {
            create(caller, table, branch, tag.map(Tag::snapshot), tag, Optional.empty());
          } else {
            Optional<Snapshot> newest = lookup.newest(table);
            Optional<TagName> kept = newest.map(snapshot -> keep(table, branch, snapshot));
            create(caller, table, branch, newest, Optional.empty(), kept);
          }
        });
  }

  private TagName keep(Table table, BranchName branch, Snapshot snapshot) {
    TagName name = new TagName("branch-" + branch);
    if (!tags.putIfAbsent(table.branchFolder(), Tag.of(name, snapshot))) {
      Snapshot tagged = requireTag(table, name).snapshot();
      if (!tagged.isSameCommitAs(snapshot)) {
        throw new AlreadyExists(
            ResourceKind.TAG,
            name.value(),
            "The tag '"
                + name
                + "', which keeps the files of branch '"
                + branch
                + "', is taken by another snapshot; delete it, or name a tag to start from");
      }
    }
    return name;
  }

  private void create(
      Principal caller,
      Table table,
      BranchName name,
      Optional<Snapshot> base,
      Optional<Tag> tag,
      Optional<TagName> keptBy) {
    // A tag's snapshot has its schema; without one, the branch starts at all that the table has.
    long schemaId = tag.map(each -> each.snapshot().schemaId()).orElse(table.schema().id());
    files.create(table, name, schemaId, base, tag);
    Provenance provenance = Provenance.of(caller, clock.instant());
    Table branch =
        table.on(name, tableFiles.existingSchema(table.on(name, table.schema()).branchFolder()));
    Map<Map<String, String>, PartitionStatistics> statistics =
        base.map(snapshot -> snapshots.statistics(branch, snapshot)).orElse(Map.of());
    transactions.write(
        tx -> {
          if (!tx.branches()
              .insert(new Branch(branch.ref(), branch.schema(), keptBy, provenance))) {
            throw taken(table, name);
          }
          base.ifPresent(
              snapshot ->
                  tx.heads()
                      .advance(
                          branch.ref(),
                          Optional.empty(),
                          Head.counted(snapshot, statistics.values(), 1)));
          tx.partitions().replaceAll(branch.ref(), statistics, provenance);
          return branch;
        });
  }

  /**
   * @throws NotFound for the branch
   * @throws AlreadyExists when the new name is taken
   */
  public void rename(
      Principal caller, CatalogId catalog, TableName name, BranchName branch, BranchName next) {
    inside(
        caller,
        requireMain(caller, catalog, name, Action.RENAME_BRANCH),
        table -> {
          requireBranch(table, branch);
          requireFree(table, next);
          files.copy(table, branch, next);
          TableBranch ref = new TableBranch(table.id(), branch);
          Provenance provenance = Provenance.of(caller, clock.instant());
          if (!transactions.write(tx -> tx.branches().rename(ref, next, provenance))) {
            throw taken(table, next);
          }
          files.delete(table, branch);
        });
  }

  /**
   * Deletes a branch; data files that only it referred to stay until orphans are removed.
   *
   * @throws NotFound for the branch
   */
  public void delete(Principal caller, CatalogId catalog, TableName name, BranchName branch) {
    inside(
        caller,
        requireMain(caller, catalog, name, Action.DROP_BRANCH),
        table -> {
          Branch gone = requireBranch(table, branch);
          transactions.write(tx -> tx.branches().delete(gone.ref()));
          files.delete(table, branch);
          gone.keptBy().ifPresent(tag -> tags.delete(table, tag));
        });
  }

  /**
   * Makes a branch's snapshots, schemas and tags the table's own; what the table got since the
   * branch was made goes.
   *
   * @throws NotFound for the branch
   * @throws Conflict when the branch has no snapshot
   */
  public void forward(Principal caller, CatalogId catalog, TableName name, BranchName branch) {
    inside(
        caller,
        requireMain(caller, catalog, name, Action.FORWARD_BRANCH),
        table -> {
          Branch source = requireBranch(table, branch);
          if (transactions.read(tx -> tx.heads().find(source.ref())).isEmpty()) {
            throw new Conflict(
                "Branch '" + branch + "' of table '" + name + "' has no snapshot to go to yet");
          }
          forwards.run(caller, table, branch);
        });
  }

  @FunctionalInterface
  private interface Work {
    void on(Table table);
  }

  private void inside(Principal caller, Table table, Work work) {
    locks.inside(
        table.id(),
        () -> {
          forwards.endLeft(caller, table);
          work.on(lookup.requireStill(table));
          return table;
        });
  }

  private Table requireMain(Principal caller, CatalogId catalog, TableName name, Action action) {
    if (!name.branch().isMain()) {
      throw new InvalidRequest("'" + name + "' is a branch itself; name the table alone");
    }
    return lookup.requireTable(caller, catalog, name, action);
  }

  private Branch requireBranch(Table table, BranchName name) {
    return transactions
        .read(tx -> tx.branches().find(new TableBranch(table.id(), name)))
        .orElseThrow(
            () ->
                new NotFound(
                    ResourceKind.BRANCH,
                    name.value(),
                    "Table '" + table.name() + "' has no branch '" + name + "'"));
  }

  private Tag requireTag(Table table, TagName name) {
    return tags.find(table.branchFolder(), name)
        .orElseThrow(() -> TagService.noTag(table.name(), name));
  }

  private void requireFree(Table table, BranchName name) {
    if (name.isMain()
        || transactions
            .read(tx -> tx.branches().find(new TableBranch(table.id(), name)))
            .isPresent()) {
      throw taken(table, name);
    }
    // A folder in a managed table is what a crash left; one in the user's folder is the user's.
    if (table.foreign() && files.exists(table, name)) {
      throw new AlreadyExists(
          ResourceKind.BRANCH,
          name.value(),
          "The folder of table '"
              + table.name()
              + "' holds a branch '"
              + name
              + "' that was not made here; choose another name");
    }
  }

  private static AlreadyExists taken(Table table, BranchName name) {
    return new AlreadyExists(
        ResourceKind.BRANCH,
        name.value(),
        "Table '" + table.name() + "' has a branch '" + name + "' already");
  }
}
