package dev.moraine.persistence;

import dev.moraine.catalog.BranchFiles;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableSchema;
import dev.moraine.catalog.Tag;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Branches of the fake files, which can break at a named step as a dying server would. */
final class FakeBranchFiles implements BranchFiles {
  /** Where it can break, once. */
  enum Step {
    AFTER_CREATE,
    AFTER_COPY,
    AFTER_PUBLISH,
    BEFORE_DELETE,
    BEFORE_SWEEP,
    AFTER_SWEEP
  }

  private final FakeSnapshotFiles snapshots;
  private final FakeTableFiles tables;
  private final FakeTagFiles tags;
  private final Set<Step> crashes = EnumSet.noneOf(Step.class);

  FakeBranchFiles(FakeSnapshotFiles snapshots, FakeTableFiles tables, FakeTagFiles tags) {
    this.snapshots = snapshots;
    this.tables = tables;
    this.tags = tags;
  }

  void crashAt(Step step) {
    crashes.add(step);
  }

  private void passThrough(Step step) {
    if (crashes.remove(step)) {
      throw new FakeSnapshotFiles.Crash();
    }
  }

  private static StorageLocation folder(Table table, BranchName branch) {
    return table.on(branch, table.schema()).branchFolder();
  }

  @Override
  public boolean exists(Table table, BranchName branch) {
    return tables.exists(folder(table, branch));
  }

  @Override
  public void create(
      Table table, BranchName branch, long schemaId, Optional<Snapshot> base, Optional<Tag> tag) {
    StorageLocation target = folder(table, branch);
    snapshots.deleteFolder(target);
    tables.putSchema(target, schemaId);
    base.ifPresent(snapshot -> snapshots.replace(target, snapshot));
    tag.ifPresent(each -> tags.putIfAbsent(target, each));
    passThrough(Step.AFTER_CREATE);
  }

  @Override
  public void copy(Table table, BranchName from, BranchName to) {
    snapshots.deleteFolder(folder(table, to));
    publish(folder(table, from), folder(table, to));
    passThrough(Step.AFTER_COPY);
  }

  @Override
  public void delete(Table table, BranchName branch) {
    passThrough(Step.BEFORE_DELETE);
    tables.deleteFolder(folder(table, branch));
  }

  @Override
  public void publish(Table table, BranchName branch) {
    publish(folder(table, branch), folder(table, BranchName.MAIN));
    passThrough(Step.AFTER_PUBLISH);
  }

  private void publish(StorageLocation from, StorageLocation to) {
    tables.putSchema(to, tables.existingSchema(from).id());
    for (long id : snapshots.listIds(from)) {
      snapshots.replace(to, snapshots.read(from, id).orElseThrow());
    }
  }

  @Override
  public void sweep(Table table, BranchName branch, Snapshot head, TableSchema schema) {
    passThrough(Step.BEFORE_SWEEP);
    snapshots.cleanYoungerThan(table.on(BranchName.MAIN, schema), head);
    passThrough(Step.AFTER_SWEEP);
  }
}
