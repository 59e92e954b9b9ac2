package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.catalog.BranchFiles;
import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaimonBranchFilesTest {
  private static final BranchName B = new BranchName("b");

  @TempDir private Path folder;

  private final PaimonWarehouse warehouse = new PaimonWarehouse();
  private final SnapshotFiles snapshots = warehouse.snapshotFiles();
  private final TagFiles tags = warehouse.tagFiles();
  private final BranchFiles files = warehouse.branchFiles();
  private Table table;
  private Table branch;

  @BeforeEach
  void createTable() throws Exception {
    table = TemporaryTable.create(warehouse.tableFiles(), folder.resolve("t"));
    TemporaryTable.write(table, List.of("1"));
    TemporaryTable.write(table, List.of("2"));
    branch = table.on(B, table.schema());
  }

  @Test
  void paimonReadsAndWritesABranchThatStartsAtASnapshot() throws Exception {
    files.create(table, B, 0, Optional.of(read(table, 2)), Optional.empty());

    TemporaryTable.write(branch, List.of("3"));

    assertThat(PaimonTables.open(table).branchManager().branches()).containsExactly("b");
    assertThat(snapshots.listIds(branch.branchFolder())).containsExactly(2L, 3L);
    assertThat(read(branch, 3).totalRecordCount()).isEqualTo(3);
    assertThat(snapshots.statistics(branch, read(branch, 3))).hasSize(3);
    assertThat(snapshots.listIds(table.location())).containsExactly(1L, 2L);
  }

  @Test
  void aBranchThatStartsAtATagHasTheTag() {
    Tag tag = Tag.of(new TagName("v1"), read(table, 1));

    files.create(table, B, 0, Optional.of(tag.snapshot()), Optional.of(tag));

    assertThat(tags.list(branch.branchFolder())).containsExactly(tag.name());
    assertThat(warehouse.tableFiles().existingSchema(branch.branchFolder()))
        .isEqualTo(table.schema());
  }

  @Test
  void whatALeftFolderHeldIsGone() throws Exception {
    files.create(table, B, 0, Optional.of(read(table, 1)), Optional.empty());
    TemporaryTable.write(branch, List.of("left"));

    files.create(table, B, 0, Optional.of(read(table, 1)), Optional.empty());

    assertThat(snapshots.listIds(branch.branchFolder())).containsExactly(1L);
  }

  @Test
  void aSchemaOfTheTableIsCopiedUpToTheAskedOne() throws Exception {
    Files.writeString(folder.resolve("t/schema/schema-1"), "younger");

    files.create(table, B, 0, Optional.empty(), Optional.empty());

    assertThat(folder.resolve("t/branch/branch-b/schema"))
        .isDirectoryContaining(path -> path.endsWith("schema-0"))
        .isDirectoryNotContaining(path -> path.endsWith("schema-1"));
  }

  @Test
  void aPublishedBranchIsTheTable() throws Exception {
    files.create(table, B, 0, Optional.of(read(table, 1)), Optional.empty());
    TemporaryTable.write(branch, List.of("branch"));
    TemporaryTable.write(table, List.of("main"));
    tags.putIfAbsent(table.location(), Tag.of(new TagName("old"), read(table, 1)));
    tags.putIfAbsent(table.location(), Tag.of(new TagName("other-line"), read(table, 2)));
    tags.putIfAbsent(branch.branchFolder(), Tag.of(new TagName("new"), read(branch, 2)));
    Snapshot head = read(branch, 2);

    files.publish(table, B);
    files.publish(table, B);
    files.sweep(table, B, head, table.schema());
    files.sweep(table, B, head, table.schema());

    assertThat(snapshots.listIds(table.location())).containsExactly(1L, 2L);
    assertThat(read(table, 2).json()).isEqualTo(head.json());
    assertThat(tags.list(table.location())).containsExactly(new TagName("new"), new TagName("old"));
    assertThat(snapshots.statistics(table, read(table, 2)).keySet())
        .extracting(spec -> spec.get("dt"))
        .containsExactlyInAnyOrder("1", "branch");
  }

  @Test
  void aCopyIsTheSameBranch() throws Exception {
    BranchName next = new BranchName("next");
    files.create(table, B, 0, Optional.of(read(table, 2)), Optional.empty());
    TemporaryTable.write(branch, List.of("3"));

    files.copy(table, B, next);
    files.delete(table, B);

    Table copy = table.on(next, table.schema());
    assertThat(snapshots.listIds(copy.branchFolder())).containsExactly(2L, 3L);
    assertThat(files.exists(table, B)).isFalse();
    assertThat(files.exists(table, next)).isTrue();
  }

  private Snapshot read(Table of, long id) {
    return snapshots.read(of.branchFolder(), id).orElseThrow();
  }
}
