package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our Spark connector shows who may read a part of a table that part, exactly, whatever the query.
 * Of {@code staff} the reader may see the rows of region EU, no note, and no salary as it is.
 */
class ReadRulesTest {
  private static Stage stage;
  private static SparkConnect.Session owner;
  private static SparkConnect.Session reader;

  @BeforeAll
  static void makeTableAndReader() {
    MoraineProcess moraine = SharedSystem.get();
    String lake = "rules_" + UUID.randomUUID();
    moraine.createCatalog(lake);
    Narrator narrator = SharedSystem.narrator();
    narrator.keepSecret(moraine.credential("token"));
    stage = new Stage(moraine, narrator);
    owner = open(moraine, lake, moraine.credential("token"));
    run(owner, "CREATE DATABASE paimon.db");
    run(
        owner,
        "CREATE TABLE paimon.db.staff"
            + " (id INT, name STRING, region STRING, salary STRING, note STRING)");
    // A file each, and what is hidden first.
    run(owner, "INSERT INTO paimon.db.staff VALUES (1, 'ann', 'US', '90', 'n1')");
    run(
        owner,
        "INSERT INTO paimon.db.staff VALUES (2, 'bob', 'US', '80', 'n2'), (3, 'cid', 'EU', '70',"
            + " 'n3')");
    run(owner, "INSERT INTO paimon.db.staff VALUES (4, 'dan', 'EU', '60', 'n4')");
    run(owner, "CREATE TABLE paimon.db.nicks (id INT, nick STRING)");
    run(owner, "INSERT INTO paimon.db.nicks VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
    reader = open(moraine, lake, makeReader(moraine, lake));
  }

  private static String makeReader(MoraineProcess moraine, String lake) {
    String user = "reader-" + UUID.randomUUID();
    moraine.ask("POST", "/api/v1/users", "{\"name\":\"%s\"}".formatted(user));
    moraine.ask(
        "POST",
        "/api/v1/policies/AliyunDLFFullAccess/attach",
        "{\"principal\":\"user/%s\"}".formatted(user));
    moraine.ask(
        "POST",
        "/api/v1/grants",
        """
        {"principal":"user/%s","preset":"DATA_EDITOR",
         "resource":{"type":"CATALOG","catalog":"%s"}}"""
            .formatted(user, lake));
    moraine.ask(
        "POST",
        "/api/v1/grants",
        """
        {"principal":"user/%s","privileges":["SELECT"],
         "resource":{"type":"TABLE","catalog":"%s","database":"db","name":"staff"},
         "columns":{"excludedColumnNames":["note"]},
         "rowFilter":{"expression":"region = 'EU'"},
         "columnMasking":{"salary":{"expression":"'***'"}}}"""
            .formatted(user, lake));
    JsonNode keys = moraine.ask("POST", "/api/v1/users/" + user + "/access-keys", "");
    return keys.get("token").asText();
  }

  private static SparkConnect.Session open(MoraineProcess moraine, String lake, String token) {
    return stage.openSpark(
        Map.of(
            "spark.sql.catalog.paimon",
            "org.apache.paimon.spark.SparkCatalog",
            "spark.sql.catalog.paimon.metastore",
            "rest",
            "spark.sql.catalog.paimon.uri",
            moraine.serverUri().toString(),
            "spark.sql.catalog.paimon.warehouse",
            lake,
            "spark.sql.catalog.paimon.token.provider",
            "bear",
            "spark.sql.catalog.paimon.token",
            token));
  }

  @AfterAll
  static void closeStage() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT id, name, region, salary FROM staff ORDER BY id | 3,cid,EU,*** 4,dan,EU,***",
        // Only what the query is about is read, and the rules hold all the same.
        "SELECT name FROM staff ORDER BY name            | cid dan",
        "SELECT COUNT(*) FROM staff                      | 2",
        "SELECT COUNT(*), MIN(id), MAX(salary) FROM staff | 2,3,***",
        "SELECT salary, COUNT(*) FROM staff GROUP BY salary | ***,2",
        "SELECT COUNT(*) FROM (SELECT id FROM staff LIMIT 1) | 1",
        "SELECT COUNT(*) FROM (SELECT id FROM staff LIMIT 9) | 2",
        "SELECT id FROM staff ORDER BY id LIMIT 1        | 3",
        "SELECT id FROM staff ORDER BY salary, id DESC LIMIT 1 | 4",
        // Hidden rows and masked values cannot be probed.
        "SELECT COUNT(*) FROM staff WHERE id < 3         | 0",
        "SELECT COUNT(*) FROM staff WHERE region = 'US'  | 0",
        "SELECT COUNT(*) FROM staff WHERE salary = '70'  | 0",
        "SELECT COUNT(*) FROM staff WHERE salary = '***' | 2",
        "SELECT COUNT(*) FROM staff WHERE salary > '65'  | 0",
        "SELECT nick FROM staff s JOIN nicks n ON s.id = n.id ORDER BY nick | c d",
        "SELECT n.id FROM nicks n WHERE n.id NOT IN (SELECT id FROM staff) ORDER BY n.id | 1 2",
        // Nor in the past.
        "SELECT id, salary FROM staff VERSION AS OF 2    | 3,***",
        "SELECT COUNT(*) FROM staff VERSION AS OF 1      | 0",
        "SELECT id, salary FROM staff WITH (`incremental-between` = '1,2') | 3,***",
        "SELECT COUNT(*) FROM `staff$snapshots`          | 3",
      })
  void aQuerySeesThePartThatMayBeRead(String query, String rows) {
    assertRows(reader, query).containsExactly(rows.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM staff",
        "SELECT note FROM staff",
        "SELECT id FROM staff WHERE note = 'n3'",
        "SELECT COUNT(*) FROM staff WHERE note = 'n3'",
        "SELECT id FROM staff ORDER BY note",
        "SELECT s.id FROM staff s JOIN nicks n ON s.note = n.nick",
      })
  void aColumnThatIsLeftOutIsReadByNoQuery(String query) {
    assertThatThrownBy(() -> run(reader, "USE paimon.db", query))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("may not read the column 'note'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM `staff$files`",
        "SELECT * FROM `staff$partitions`",
        "SELECT * FROM `staff$audit_log`",
        "INSERT INTO staff VALUES (5, 'eve', 'EU', '1', 'n5')",
        "INSERT OVERWRITE staff VALUES (5, 'eve', 'EU', '1', 'n5')",
        "UPDATE staff SET name = 'x' WHERE id = 3",
        "DELETE FROM staff WHERE id = 3",
        "MERGE INTO staff s USING nicks n ON s.id = n.id WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE staff",
        "CALL paimon.sys.compact(table => 'db.staff')",
      })
  void whatNeedsTheWholeTableIsRefused(String statement) {
    assertThatThrownBy(() -> run(reader, "USE paimon.db", statement))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("of which only a part may be read");
    assertRows(owner, "SELECT id FROM staff ORDER BY id").containsExactly("1", "2", "3", "4");
  }

  @Test
  void theTableCannotBeChanged() {
    assertThatThrownBy(() -> run(reader, "ALTER TABLE paimon.db.staff DROP COLUMN region"))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("may read only a part of table 'db.staff'");
    assertThatThrownBy(() -> run(owner, "ALTER TABLE paimon.db.staff DROP COLUMN region"))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("The column 'region' is named by the grant of SELECT");
  }

  @Test
  void theOwnerSeesAll() {
    assertRows(owner, "SELECT id, salary, note FROM staff ORDER BY id")
        .containsExactly("1,90,n1", "2,80,n2", "3,70,n3", "4,60,n4");
  }

  private static ListAssert<String> assertRows(SparkConnect.Session session, String query) {
    run(session, "USE paimon.db");
    return assertThat(
        stage.sparkSilently(session, query).rows().stream()
            .map(row -> String.join(",", row.stream().map(String::valueOf).toList()))
            .toList());
  }

  private static void run(SparkConnect.Session session, String... statements) {
    for (String statement : List.of(statements)) {
      stage.sparkSilently(session, statement);
    }
  }
}
