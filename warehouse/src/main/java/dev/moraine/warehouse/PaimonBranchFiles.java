package dev.moraine.warehouse;

import dev.moraine.catalog.BranchFiles;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableSchema;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@link BranchFiles} in Paimon's layout: {@code branch/branch-name/{schema,snapshot,tag}}.
 *
 * <p>Source: paimon-core FileSystemBranchManager, whose copies these are, but durable.
 */
final class PaimonBranchFiles implements BranchFiles {
  private static final String SCHEMA = "schema";
  private static final String SNAPSHOT = "snapshot";
  private static final String TAG = "tag";

  private final DurableFiles files;
  private final SnapshotFiles snapshots;
  private final TagFiles tags;

  PaimonBranchFiles(DurableFiles files, SnapshotFiles snapshots, TagFiles tags) {
    this.files = files;
    this.snapshots = snapshots;
    this.tags = tags;
  }

  @Override
  public boolean exists(Table table, BranchName branch) {
    return files.exists(folder(table, branch));
  }

  @Override
  public void create(
      Table table, BranchName branch, long schemaId, Optional<Snapshot> base, Optional<Tag> tag) {
    files.deleteFolder(folder(table, branch));
    Table target = table.on(branch, table.schema());
    for (String name : files.list(folder(table, BranchName.MAIN).resolve(SCHEMA))) {
      if (PaimonTableFiles.schemaIdOf(name).filter(id -> id <= schemaId).isPresent()) {
        copy(folder(table, BranchName.MAIN), folder(table, branch), SCHEMA, name);
      }
    }
    base.ifPresent(snapshot -> snapshots.replace(target.branchFolder(), snapshot));
    tag.ifPresent(each -> tags.putIfAbsent(target.branchFolder(), each));
  }

  @Override
  public void copy(Table table, BranchName from, BranchName to) {
    files.deleteFolder(folder(table, to));
    for (String kind : List.of(SCHEMA, SNAPSHOT, TAG, "consumer")) {
      copyAll(folder(table, from), folder(table, to), kind);
    }
  }

  @Override
  public void delete(Table table, BranchName branch) {
    files.deleteFolder(folder(table, branch));
  }

  @Override
  public void publish(Table table, BranchName branch) {
    for (String kind : List.of(SCHEMA, SNAPSHOT, TAG)) {
      copyAll(folder(table, branch), folder(table, BranchName.MAIN), kind);
    }
  }

  @Override
  public void sweep(Table table, BranchName branch, Snapshot head, TableSchema schema) {
    Table main = table.on(BranchName.MAIN, schema);
    Path folder = folder(table, BranchName.MAIN);
    for (long id : snapshots.listIds(main.branchFolder())) {
      if (id > head.id()) {
        files.delete(folder.resolve(SNAPSHOT).resolve("snapshot-" + id));
      }
    }
    for (String name : files.list(folder.resolve(SCHEMA))) {
      if (PaimonTableFiles.schemaIdOf(name).filter(id -> id > schema.id()).isPresent()) {
        files.delete(folder.resolve(SCHEMA).resolve(name));
      }
    }
    Table source = table.on(branch, schema);
    long oldest = snapshots.listIds(source.branchFolder()).stream().findFirst().orElse(head.id());
    for (TagName name : tags.list(main.branchFolder())) {
      if (isOfAnotherLine(main, name, oldest) && tags.find(source.branchFolder(), name).isEmpty()) {
        files.delete(DurableFiles.child(folder.resolve(TAG), "tag-" + name));
      }
    }
  }

  /** Below the branch's oldest snapshot the table and the branch are one. */
  private boolean isOfAnotherLine(Table main, TagName name, long oldest) {
    Optional<Snapshot> tagged = tags.find(main.branchFolder(), name).map(Tag::snapshot);
    return tagged.isPresent()
        && tagged.get().id() >= oldest
        && snapshots
            .read(main.branchFolder(), tagged.get().id())
            .filter(tagged.get()::isSameCommitAs)
            .isEmpty();
  }

  private void copyAll(Path from, Path to, String kind) {
    for (String name : files.list(from.resolve(kind))) {
      copy(from, to, kind, name);
    }
  }

  private void copy(Path from, Path to, String kind, String name) {
    // Drafts of a server that died begin with a dot; the hints say where to look, not what is
    // there.
    if (name.startsWith(".") || name.equals("LATEST") || name.equals("EARLIEST")) {
      return;
    }
    files
        .read(from.resolve(kind).resolve(name))
        .ifPresent(text -> files.replace(to.resolve(kind).resolve(name), text));
  }

  private static Path folder(Table table, BranchName branch) {
    return DurableFiles.local(table.on(branch, table.schema()).branchFolder());
  }
}
