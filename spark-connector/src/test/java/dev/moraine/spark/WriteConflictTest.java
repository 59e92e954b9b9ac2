package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.count;
import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.spark.write.FileStoreTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.CommitMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that another writer's commit gets ahead of. */
class WriteConflictTest {
  private static final String NOTHING = "Nothing was changed in wc.t: ";

  @BeforeEach
  void freshDatabase() {
    sql("DROP DATABASE IF EXISTS wc CASCADE");
    sql("CREATE DATABASE wc");
  }

  private static FileStoreTable table(String properties) {
    sql("CREATE TABLE wc.t (k INT NOT NULL, n INT) TBLPROPERTIES (" + properties + ")");
    return LocalSpark.table("wc", "t");
  }

  @Test
  void anUpdateByKeyDoesNotUndoAWriteThatItHasNotSeen() {
    FileStoreTable table = table("'primary-key'='k', 'bucket'='1'");
    sql("INSERT INTO wc.t SELECT CAST(id AS INT), 1 FROM range(10)");

    Meanwhile.happens(() -> Meanwhile.write(table, -1, GenericRow.of(3, 100)));
    assertThatThrownBy(() -> sql("UPDATE wc.t SET n = meanwhile(n) + 1 WHERE k < 5"))
        .hasStackTraceContaining(NOTHING + "another writer wrote rows with the same keys");
    assertThat(rows("SELECT n, count(*) FROM wc.t GROUP BY n"))
        .containsExactly("[1, 9]", "[100, 1]");

    Meanwhile.happens(() -> Meanwhile.write(table, -1, GenericRow.of(2, 50), GenericRow.of(6, 60)));
    sql("UPDATE wc.t SET n = meanwhile(n) + 1 WHERE k IN (1, 3, 5, 7)");
    assertThat(rows("SELECT * FROM wc.t WHERE k IN (1, 2, 3, 6)"))
        .containsExactly("[1, 2]", "[2, 50]", "[3, 101]", "[6, 60]");
  }

  @Test
  void aDeletedKeyIsNotBroughtBackByAnUpdate() {
    FileStoreTable table = table("'primary-key'='k', 'bucket'='1'");
    sql("INSERT INTO wc.t SELECT CAST(id AS INT), 1 FROM range(10)");
    GenericRow gone = GenericRow.ofKind(org.apache.paimon.types.RowKind.DELETE, 3, 1);

    Meanwhile.happens(() -> Meanwhile.write(table, -1, gone));

    assertThatThrownBy(() -> sql("UPDATE wc.t SET n = meanwhile(n) + 1 WHERE k < 5"))
        .hasStackTraceContaining(NOTHING);
    assertThat(count("SELECT count(*) FROM wc.t WHERE n = 1")).isEqualTo(9);
  }

  @Test
  void aKeyGetsOneRowThoughTwoWritersGiveOutDynamicBuckets() {
    FileStoreTable table =
        table("'primary-key'='k', 'bucket'='-1', 'dynamic-bucket.target-row-num'='5'");
    sql("INSERT INTO wc.t VALUES (1, 1)");
    LocalSpark.spark().range(20).createOrReplaceTempView("twenty");

    Meanwhile.happens(() -> insertByOther(table));
    assertThatThrownBy(
            () -> sql("INSERT INTO wc.t SELECT meanwhile(CAST(id AS INT)), 2 FROM twenty"))
        .hasStackTraceContaining(NOTHING + "another writer gave out its dynamic buckets");
    assertThat(rows("SELECT * FROM wc.t")).containsExactly("[1, 1]", "[30, 3]");

    sql("INSERT INTO wc.t SELECT meanwhile(CAST(id AS INT)), 2 FROM twenty");
    assertThat(count("SELECT count(DISTINCT k) FROM wc.t")).isEqualTo(21);
    assertThat(count("SELECT count(*) FROM wc.t")).isEqualTo(21);
  }

  // Through this connector's own target, which also writes the index.
  private static void insertByOther(FileStoreTable table) {
    FileStoreTarget target = new FileStoreTarget(table, null);
    try (IOManager disk = IOManager.create(System.getProperty("java.io.tmpdir"));
        BatchTableWrite write = target.newWrite(disk)) {
      GenericRow row = GenericRow.of(30, 3);
      write.write(row, target.newBucketChoice().bucket(row));
      target.commit(write.prepareCommit(), dev.moraine.spark.write.ReadState.IRRELEVANT);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'bucket'='-1'", "'deletion-vectors.enabled'='true'"})
  void twoMergesDoNotInsertOneKeyTwice(String properties) {
    table(properties);
    sql("CREATE TABLE wc.s (k INT, n INT)");
    sql("INSERT INTO wc.s VALUES (1, 1)");
    String merge =
        "MERGE INTO wc.t USING wc.s ON t.k = s.k WHEN MATCHED THEN UPDATE SET n = s.n"
            + " WHEN NOT MATCHED THEN INSERT (k, n) VALUES (s.k, ";

    Meanwhile.happens(
        () -> {
          // Spark runs this one on other threads; the statement around it waits.
          sql(merge + "s.n)");
        });
    assertThatThrownBy(() -> sql(merge + "meanwhile(s.n))")).hasStackTraceContaining(NOTHING);

    assertThat(rows("SELECT * FROM wc.t")).containsExactly("[1, 1]");
    sql(merge + "5)");
    assertThat(rows("SELECT * FROM wc.t")).containsExactly("[1, 1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'bucket'='-1'", "'deletion-vectors.enabled'='true'"})
  void whatWasAppendedMeanwhileStays(String properties) {
    FileStoreTable table = table(properties);
    sql("INSERT INTO wc.t VALUES (1, 1), (2, 1)");

    Meanwhile.happens(() -> Meanwhile.write(table, -1, GenericRow.of(3, 3)));
    sql("UPDATE wc.t SET n = meanwhile(n) + 1 WHERE k = 1");

    assertThat(rows("SELECT * FROM wc.t")).containsExactly("[1, 2]", "[2, 1]", "[3, 3]");
  }

  @Test
  void aDeletionVectorForAFileThatWasCompactedAwayIsRefused() {
    table("'deletion-vectors.enabled'='true', 'write-only'='true'");
    sql("INSERT INTO wc.t SELECT CAST(id AS INT), 1 FROM range(0, 10, 1, 1)");
    sql("INSERT INTO wc.t SELECT CAST(id AS INT), 1 FROM range(10, 20, 1, 1)");

    Meanwhile.happens(() -> sql("CALL paimon.sys.compact(table => 'wc.t')"));
    assertThatThrownBy(() -> sql("UPDATE wc.t SET n = meanwhile(n) + 1 WHERE k = 1"))
        .hasStackTraceContaining(NOTHING + "another writer replaced files");

    assertThat(rows("SELECT n, count(*) FROM wc.t GROUP BY n")).containsExactly("[1, 20]");
    assertThat(rows("SELECT * FROM wc.t$table_indexes")).isEmpty();
  }

  @Test
  void whatACompactionOnlyMovedToAnotherLevelIsNotDiscardedWithIt() throws Exception {
    FileStoreTable table = table("'primary-key'='k', 'bucket'='1', 'write-only'='true'");
    sql("INSERT INTO wc.t VALUES (1, 1), (2, 1)");
    FileStoreTable compacting = table.copy(Map.of("write-only", "false"));
    FileStoreTarget target = new FileStoreTarget(compacting, null);
    List<CommitMessage> messages;
    try (IOManager disk = IOManager.create(System.getProperty("java.io.tmpdir"));
        BatchTableWrite write = target.newWrite(disk)) {
      write.compact(BinaryRow.EMPTY_ROW, 0, true);
      messages = write.prepareCommit();
    }
    assertThat(messages).isNotEmpty();

    target.discard(messages);

    assertThat(rows("SELECT * FROM wc.t")).containsExactly("[1, 1]", "[2, 1]");
  }

  @Test
  void aRefusedStatementLeavesNoFilesBehind() throws Exception {
    FileStoreTable table = table("'deletion-vectors.enabled'='true', 'write-only'='true'");
    sql("INSERT INTO wc.t SELECT CAST(id AS INT), 1 FROM range(1, 3, 1, 1)");
    Meanwhile.happens(() -> sql("DELETE FROM wc.t WHERE k = 2"));

    assertThatThrownBy(() -> sql("UPDATE wc.t SET n = meanwhile(n) + 1"))
        .hasStackTraceContaining(NOTHING);

    assertThat(files(table, "bucket-0")).isEqualTo(1);
    assertThat(rows("SELECT * FROM wc.t")).containsExactly("[1, 1]");
  }

  private static long files(FileStoreTable table, String folder) throws IOException {
    try (var files = Files.list(Path.of(table.location().toUri().getPath()).resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }
}
