package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.paimon.consumer.Consumer;
import org.apache.paimon.consumer.ConsumerManager;
import org.apache.paimon.table.FileStoreTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProceduresTest {
  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS proc CASCADE");
    sql("CREATE DATABASE proc");
  }

  private static List<String> call(String procedure) {
    return rows("CALL paimon.sys." + procedure);
  }

  private static void done(String procedure) {
    assertThat(call(procedure)).containsExactly("[true]");
  }

  /** A table of the rows 1, 2, … in as many snapshots. */
  private static FileStoreTable table(String name, int snapshots) {
    sql("CREATE TABLE proc." + name + " (id INT)");
    for (int i = 1; i <= snapshots; i++) {
      sql("INSERT INTO proc." + name + " VALUES (" + i + ")");
    }
    return LocalSpark.table("proc", name);
  }

  private static List<String> snapshots(String table) {
    return rows("SELECT snapshot_id FROM proc." + table + "$snapshots");
  }

  private static List<String> tags(String table) {
    return rows("SELECT tag_name, snapshot_id FROM proc." + table + "$tags");
  }

  @Test
  void tagsAreMadeMovedRenamedAndDeleted() {
    table("t", 3);

    done("create_tag(table => 'proc.t', tag => 'first', snapshot => 1)");
    done("create_tag(table => 'proc.t', tag => 'last', time_retained => '7 d')");
    assertThat(tags("t")).containsExactly("[first, 1]", "[last, 3]");
    assertThat(rows("SELECT * FROM proc.t VERSION AS OF 'first'")).containsExactly("[1]");

    done("replace_tag(table => 'proc.t', tag => 'first', snapshot => 2)");
    done("rename_tag(table => 'proc.t', tag => 'first', target_tag => 'second')");
    assertThat(tags("t")).containsExactly("[last, 3]", "[second, 2]");

    done("delete_tag(table => 'proc.t', tag => 'last,second')");
    assertThat(tags("t")).isEmpty();
    assertThatThrownBy(() -> call("delete_tag(table => 'proc.t', tag => 'last')"))
        .hasMessageContaining("proc.t has no tag last");
  }

  @Test
  void tagIsMadeFromAMoment() {
    long second = table("t", 3).snapshotManager().snapshot(2).timeMillis();

    assertThat(
            call(
                "create_tag_from_timestamp(table => 'proc.t', tag => 'then', timestamp => "
                    + second
                    + ")"))
        .containsExactly("[then, 2, " + second + ", null]");
    assertThat(tags("t")).containsExactly("[then, 2]");
    assertThatThrownBy(
            () ->
                call(
                    "create_tag_from_timestamp(table => 'proc.t', tag => 'x', timestamp =>"
                        + " 99999999999999)"))
        .hasMessageContaining("no snapshot of proc.t was committed at 99999999999999 or later");
  }

  @Test
  void tagsExpire() {
    table("t", 1);
    done("create_tag(table => 'proc.t', tag => 'kept')");
    done("create_tag(table => 'proc.t', tag => 'short', time_retained => '1 ms')");

    assertThat(call("expire_tags(table => 'proc.t')")).containsExactly("[short]");
    assertThat(call("expire_tags(table => 'proc.t')")).containsExactly("[No expired tags.]");
    assertThat(tags("t")).containsExactly("[kept, 1]");
  }

  @Test
  void branchesAreMadeRenamedTakenOverAndDeleted() {
    table("t", 2);
    done("create_tag(table => 'proc.t', tag => 'one', snapshot => 1)");

    done("create_branch(table => 'proc.t', branch => 'dev', tag => 'one')");
    done("create_branch(table => 'proc.t', branch => 'dev', ignoreIfExists => 'true')");
    done("create_branch(table => 'proc.t', branch => 'empty')");
    assertThatThrownBy(() -> call("create_branch(table => 'proc.t', branch => 'dev')"))
        .hasMessageContaining("dev");
    sql("INSERT INTO proc.t$branch_dev VALUES (10)");
    done("rename_branch(table => 'proc.t', from_branch => 'dev', to_branch => 'main2')");
    done("delete_branch(table => 'proc.t', branch => 'empty')");
    assertThat(rows("SELECT branch_name FROM proc.t$branches")).containsExactly("[main2]");

    done("fast_forward(table => 'proc.t', branch => 'main2')");
    assertThat(rows("SELECT * FROM proc.t")).containsExactlyInAnyOrder("[1]", "[10]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version => '2' | 2",
        "snapshot => 1 | 1",
        "tag => 'two' | 2",
        "version => 'two' | 2"
      })
  void tableGoesBackToAVersion(String argument, int snapshot) {
    table("t", 3);
    done("create_tag(table => 'proc.t', tag => 'two', snapshot => 2)");

    assertThat(call("rollback(table => 'proc.t', " + argument + ")"))
        .containsExactly("[3, " + snapshot + "]");
    assertThat(count("SELECT count(*) FROM proc.t")).isEqualTo(snapshot);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", version => '1', tag => 'x'", ", snapshot => 1, tag => 'x'"})
  void rollbackTakesOneVersion(String arguments) {
    table("t", 1);
    assertThatThrownBy(() -> call("rollback(table => 'proc.t'" + arguments + ")"))
        .hasMessageContaining("give one of version, snapshot and tag");
  }

  @Test
  void tableGoesBackToAMoment() {
    FileStoreTable table = table("t", 3);
    long second = table.snapshotManager().snapshot(2).timeMillis();

    assertThatThrownBy(() -> call("rollback_to_timestamp(table => 'proc.t', timestamp => 1)"))
        .hasMessageContaining("proc.t has no snapshot of 1 or earlier");
    assertThat(call("rollback_to_timestamp(table => 'proc.t', timestamp => " + second + ")"))
        .containsExactly("[3, 2]");
    assertThat(rows("SELECT * FROM proc.t")).containsExactly("[1]", "[2]");
  }

  @Test
  void tableGoesBackToAWatermark() throws Exception {
    FileStoreTable table = table("t", 0);
    for (long watermark : new long[] {100, 200}) {
      try (var commit = table.newCommit("w").ignoreEmptyCommit(false)) {
        var committable = new org.apache.paimon.manifest.ManifestCommittable(watermark, watermark);
        commit.commit(committable);
      }
    }

    assertThat(call("rollback_to_watermark(table => 'proc.t', watermark => 150)"))
        .containsExactly("[2, 1]");
    assertThat(snapshots("t")).containsExactly("[1]");
  }

  @Test
  void snapshotsExpire() {
    table("t", 5);

    assertThat(
            call(
                "expire_snapshots(table => 'proc.t', retain_max => 2, retain_min => 1, older_than"
                    + " => '2100-01-01 00:00:00', max_deletes => 2)"))
        .containsExactly("[2]");
    assertThat(snapshots("t")).containsExactly("[3]", "[4]", "[5]");
    assertThat(
            call(
                "expire_snapshots(table => 'proc.t', options =>"
                    + " 'snapshot.num-retained.max=1,snapshot.num-retained.min=1')"))
        .containsExactly("[2]");
    assertThat(rows("SELECT * FROM proc.t")).hasSize(5);
  }

  @Test
  void partitionsExpire() {
    sql("CREATE TABLE proc.p (id INT, dt STRING) PARTITIONED BY (dt)");
    sql("INSERT INTO proc.p VALUES (1, '2020-01-01'), (2, '2099-01-01')");

    assertThatThrownBy(() -> call("expire_partitions(table => 'proc.p')"))
        .hasMessageContaining("give expiration_time");
    String expire =
        "expire_partitions(table => 'proc.p', expiration_time => '1 d', timestamp_formatter =>"
            + " 'yyyy-MM-dd')";
    assertThat(call(expire)).containsExactly("[dt=2020-01-01]");
    assertThat(call(expire)).containsExactly("[No expired partitions.]");
    assertThat(rows("SELECT * FROM proc.p")).containsExactly("[2, 2099-01-01]");
  }

  @Test
  void partitionIsMarkedDone() throws Exception {
    sql("CREATE TABLE proc.p (id INT, dt STRING, hh INT) PARTITIONED BY (dt, hh)");
    sql("INSERT INTO proc.p VALUES (1, 'a', 1)");

    done("mark_partition_done(table => 'proc.p', partitions => 'dt=a,hh=1')");

    FileStoreTable table = LocalSpark.table("proc", "p");
    assertThat(
            table
                .fileIO()
                .exists(new org.apache.paimon.fs.Path(table.location(), "dt=a/hh=1/_SUCCESS")))
        .isTrue();
    assertThatThrownBy(() -> call("mark_partition_done(table => 'proc.p', partitions => 'dt=a')"))
        .hasMessageContaining("name every partition column of proc.p");
  }

  @Test
  void consumersAreResetAndCleared() {
    FileStoreTable table = table("t", 3);
    ConsumerManager consumers = new ConsumerManager(table.fileIO(), table.location());
    for (String name : List.of("etl-1", "etl-2", "other")) {
      consumers.resetConsumer(name, new Consumer(1));
    }

    done("reset_consumer(table => 'proc.t', consumerId => 'etl-1', nextSnapshotId => 3)");
    assertThat(rows("SELECT * FROM proc.t$consumers"))
        .containsExactly("[etl-1, 3]", "[etl-2, 1]", "[other, 1]");
    assertThatThrownBy(
            () -> call("reset_consumer(table => 'proc.t', consumerId => 'x', nextSnapshotId => 9)"))
        .hasMessageContaining("proc.t has no snapshot 9");
    done("reset_consumer(table => 'proc.t', consumerId => 'other')");
    done(
        "clear_consumers(table => 'proc.t', includingConsumers => 'etl-.*', excludingConsumers =>"
            + " 'etl-2')");
    assertThat(rows("SELECT * FROM proc.t$consumers")).containsExactly("[etl-2, 1]");
  }

  @Test
  void manifestsAreMerged() {
    table("t", 12);
    long before = count("SELECT count(*) FROM proc.t$manifests");

    done("compact_manifest(table => 'proc.t')");

    assertThat(count("SELECT count(*) FROM proc.t$manifests")).isLessThan(before);
    assertThat(count("SELECT count(*) FROM proc.t")).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "distributed"})
  void orphanFilesAreRemovedAndNoOthers(String mode) throws Exception {
    FileStoreTable table = table("t", 2);
    done("create_tag(table => 'proc.t', tag => 'kept', snapshot => 1)");
    done("create_branch(table => 'proc.t', branch => 'b', tag => 'kept')");
    sql("INSERT INTO proc.t$branch_b VALUES (7)");
    sql("INSERT OVERWRITE proc.t VALUES (9)");
    Path folder = Path.of(table.location().toUri());
    Path orphan = folder.resolve("bucket-0/data-orphan.parquet");
    Path manifest = folder.resolve("manifest/manifest-orphan");
    Path young = folder.resolve("bucket-0/data-young.parquet");
    Files.writeString(orphan, "12345");
    Files.writeString(manifest, "123");
    ageAll(folder);
    Files.writeString(young, "1");
    String arguments = "(table => 'proc.t', mode => '" + mode + "'";

    assertThat(call("remove_orphan_files" + arguments + ", dry_run => true)"))
        .containsExactly("[2, 8]");
    assertThat(orphan).exists();
    assertThat(call("remove_orphan_files" + arguments + ")")).containsExactly("[2, 8]");

    assertThat(orphan).doesNotExist();
    assertThat(manifest).doesNotExist();
    assertThat(young).exists();
    assertThat(rows("SELECT * FROM proc.t")).containsExactly("[9]");
    assertThat(rows("SELECT * FROM proc.t VERSION AS OF 'kept'")).containsExactly("[1]");
    assertThat(rows("SELECT * FROM proc.t$branch_b")).containsExactly("[1]", "[7]");
    assertThat(call("remove_orphan_files(table => 'proc.*', mode => '" + mode + "')"))
        .containsExactly("[0, 0]");
  }

  private static void ageAll(Path folder) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, old);
      }
    }
  }

  @Test
  void lostFilesAreTakenOutOfTheTable() throws Exception {
    FileStoreTable table = table("t", 3);
    Path lost;
    try (Stream<Path> files = Files.list(Path.of(table.location().toUri()).resolve("bucket-0"))) {
      lost = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.delete(lost);

    List<String> found = call("remove_unexisting_files(table => 'proc.t', dry_run => true)");
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains(lost.getFileName().toString());
    assertThatThrownBy(() -> rows("SELECT * FROM proc.t")).isInstanceOf(Exception.class);

    assertThat(call("remove_unexisting_files(table => 'proc.t')")).isEqualTo(found);
    assertThat(rows("SELECT * FROM proc.t")).hasSize(2);
    assertThat(call("remove_unexisting_files(table => 'proc.t')")).isEmpty();
  }

  @Test
  void automaticTagsAreMade() {
    sql(
        "CREATE TABLE proc.auto (id INT) TBLPROPERTIES ('tag.automatic-creation'='process-time',"
            + " 'tag.creation-period'='daily')");
    sql("INSERT INTO proc.auto VALUES (1)");
    rows("SELECT tag_name FROM proc.auto$tags").forEach(tag -> deleteTag(tag));

    done("trigger_tag_automatic_creation(table => 'proc.auto')");

    assertThat(tags("auto")).hasSize(1);
  }

  private static void deleteTag(String row) {
    done("delete_tag(table => 'proc.auto', tag => '" + row.substring(1, row.length() - 1) + "')");
  }

  @Test
  void repairIsRefusedWhereTheFilesAreTheMetastore() {
    table("t", 1);
    assertThatThrownBy(() -> call("repair(database_or_table => 'proc.t')"))
        .hasMessageContaining("nothing to repair");
  }

  @Test
  void namesAreFoundAsInStatements() {
    table("t", 1);
    sql("CREATE TABLE proc.`odd.name` (id INT)");
    sql("INSERT INTO proc.`odd.name` VALUES (1)");

    done("create_tag(table => 'paimon.proc.t', tag => 'a')");
    done("create_tag(table => 'proc.`odd.name`', tag => 'a')");
    sql("USE proc");
    try {
      assertThat(rows("CALL sys.create_tag(table => 't', tag => 'b')")).containsExactly("[true]");
      assertThat(rows("CALL sys.create_tag('t', 'c')")).containsExactly("[true]");
    } finally {
      sql("USE default");
    }
    assertThat(tags("t")).hasSize(3);
    assertThatThrownBy(() -> call("create_tag(table => 'a.b.c', tag => 'b')"))
        .hasMessageContaining("'a.b.c' is not of the form database.table");
    assertThatThrownBy(() -> call("create_tag(table => 'proc.t', tag => ' ')"))
        .hasMessageContaining("tag must be given");
    assertThatThrownBy(() -> call("create_tag(table => 'proc.t$snapshots', tag => 'b')"))
        .hasMessageContaining("is no Paimon table");
  }

  @Test
  void explainedCallDoesNothing() {
    table("t", 1);

    sql("EXPLAIN CALL paimon.sys.create_tag(table => 'proc.t', tag => 'a')");

    assertThat(tags("t")).isEmpty();
  }

  @Test
  void proceduresAreListed() {
    List<String> all = rows("SHOW PROCEDURES");

    assertThat(all).hasSizeGreaterThan(25).isEqualTo(rows("show procedures in paimon;"));
    assertThat(all)
        .contains(
            "[paimon, sys, rename_tag, rename_tag(table STRING, tag STRING, target_tag STRING),"
                + " Gives a tag another name]");
    assertThat(all.toString()).contains("compact(table STRING, [partitions STRING]");
  }
}
