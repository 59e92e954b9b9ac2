package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.access.Restriction.Rule;
import dev.moraine.catalog.RuleLanguage;
import dev.moraine.catalog.RuleLanguage.Source;
import dev.moraine.catalog.TableSchema;
import dev.moraine.error.InvalidRequest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.Transform;
import org.apache.paimon.rest.RESTApi;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaimonRulesTest {
  private static final TableSchema SCHEMA =
      schema(
          Schema.newBuilder()
              .column("id", DataTypes.INT().notNull())
              .column("name", DataTypes.STRING())
              .column("big", DataTypes.BIGINT())
              .column("price", DataTypes.DECIMAL(10, 2))
              .column("huge", DataTypes.DECIMAL(30, 2))
              .column("day", DataTypes.DATE())
              .column("moment", DataTypes.TIMESTAMP(3))
              .column("zoned", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(3))
              .column("active", DataTypes.BOOLEAN())
              .column("ratio", DataTypes.DOUBLE())
              .column("list", DataTypes.ARRAY(DataTypes.INT()))
              .column("mail", DataTypes.STRING().notNull())
              .column("small", DataTypes.TINYINT()));

  private static final GenericRow ROW =
      GenericRow.of(
          7,
          BinaryString.fromString("O'Neil"),
          10_000_000_000L,
          Decimal.fromBigDecimal(new BigDecimal("19.90"), 10, 2),
          Decimal.fromBigDecimal(new BigDecimal("1.00"), 30, 2),
          (int) LocalDate.of(2025, 3, 1).toEpochDay(),
          Timestamp.fromLocalDateTime(LocalDateTime.of(2025, 3, 1, 9, 30, 0, 500_000_000)),
          Timestamp.fromEpochMillis(0),
          true,
          0.5,
          null,
          BinaryString.fromString("a@b.c"),
          null);

  private final RuleLanguage rules = new PaimonRules();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id = 7                                    | true",
        "7 = id                                    | true",
        "6 < id                                    | true",
        "id <> 7                                   | false",
        "id != 7                                   | false",
        "id > 7 OR id <= -1                        | false",
        "NOT (id > 7 OR id <= -1)                  | true",
        "NOT id = 7                                | false",
        "id IN (1, 7)                              | true",
        "id NOT IN (1, 7)                          | false",
        "id IN (1,2,3,4,5,6,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,7) | true",
        "id BETWEEN 7 AND 8                        | true",
        "id NOT BETWEEN 7 AND 8                    | false",
        "`id` >= 7 AND \"name\" = 'O''Neil'        | true",
        "name IS NULL                              | false",
        "name IS NOT NULL                          | true",
        "small IS NULL                             | true",
        "small = 1                                 | false",
        "NOT small = 1                             | false",
        "list IS NULL                              | true",
        "name LIKE 'O%'                            | true",
        "name LIKE '%eil'                          | true",
        "name LIKE '%Ne%'                          | true",
        "name LIKE 'O_N%l'                         | true",
        "name LIKE 'o%'                            | false",
        "big = 10000000000                         | true",
        "price = 19.9                              | true",
        "price > 19.89 AND price < 19.91           | true",
        "price < 100                               | true",
        "day = '2025-03-01'                        | true",
        "day >= DATE '2025-03-02'                  | false",
        "day IN ('2024-01-01', '2025-03-01')       | true",
        "moment > TIMESTAMP '2025-03-01 09:30:00'  | true",
        "moment = '2025-03-01 09:30:00.500'        | true",
        "moment < '2025-03-02'                     | true",
        "active = TRUE                             | true",
        "active                                    | true",
        "NOT active                                | false",
        "active <> false                           | true",
        "ratio >= 0.5                              | true",
        "ratio BETWEEN 0 AND 1                     | true",
        "zoned IS NOT NULL                         | true",
      })
  void aConditionMeansToPaimonWhatItMeansInSql(String sql, boolean passes) {
    Rule rule = rules.rowFilter(SCHEMA, Source.sql(sql));

    assertThat(JsonSerdeUtil.fromJson(rule.json(), Predicate.class).test(ROW)).isEqualTo(passes);
    assertThat(rules.bindRowFilter(SCHEMA, rule)).contains(rule.json());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "nope = 1            | The table has no column 'nope'; it has id, name",
        "name = \"x\"        | The column 'name' has the type STRING, and \"x\" is no literal of that",
        "id = 'x'            | The column 'id' has the type INT NOT NULL, and 'x' is no literal of that",
        "id = 1.5            | The column 'id' has the type INT NOT NULL, which does not hold 1.5",
        "small = 200         | The column 'small' has the type TINYINT, which does not hold 200",
        "name = 1            | The column 'name' has the type STRING, and 1 is no literal of that",
        "name = NULL         | The column 'name' has the type STRING, and NULL is no literal of that",
        "day = 'soon'        | The column 'day' has the type DATE, which does not hold 'soon'",
        "moment = '2025-03-01 09:30:00.0001' | The column 'moment' has the type TIMESTAMP(3), which",
        "active = 1          | The column 'active' has the type BOOLEAN, and 1 is no literal of that",
        "huge = 1            | A row filter cannot compare the column 'huge': decimals of more than 15",
        "zoned = '2025-01-01' | A row filter cannot compare the column 'zoned'",
        "list = 1            | A row filter cannot compare the column 'list'",
        "id = big            | The column 'id' has the type INT NOT NULL, and big is no literal",
        "UPPER(name) = 'X'   | A row filter compares columns as they are; 'UPPER(name)' is none",
        "id + 1 = 2          | A row filter compares columns as they are; 'id + 1' is none",
        "name NOT LIKE 'x%'  | A row filter cannot say 'name NOT LIKE 'x%''",
        "NOT name LIKE 'x%'  | A row filter cannot say 'NOT name LIKE 'x%''",
        "name LIKE 'a\\b'    | In 'name LIKE 'a\\b'' a backslash stands before something else",
        "id LIKE '1%'        | In 'id LIKE '1%'' the column has the type INT NOT NULL, no text",
        "id IN (SELECT 1)    | A row filter cannot say 'id IN (SELECT 1)'",
        "t.id = 1            | A rule names columns of the table itself, by their names alone",
        "id =                | This is no SQL expression: id =",
        "id = 1; DROP TABLE t | This is no SQL expression",
      })
  void aConditionThatPaimonCannotApplyIsRefused(String sql, String sentence) {
    assertThatThrownBy(() -> rules.rowFilter(SCHEMA, Source.sql(sql)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "null",
      value = {
        "name | '***'                         | ***",
        "name | NULL                          | null",
        "name | upper(name)                   | O'NEIL",
        "name | LOWER(name)                   | o'neil",
        "name | CONCAT('x-', mail)            | x-a@b.c",
        "name | CONCAT_WS('-', 'x', mail)     | x-a@b.c",
        "name | CAST(id AS STRING)            | 7",
        "name | mail                          | a@b.c",
        "mail | 'it''s'                       | it's",
        "big  | NULL                          | null",
        "big  | CAST(id AS BIGINT)            | 7",
      })
  void aMaskMeansToPaimonWhatItMeansInSql(String column, String sql, String value) {
    Rule rule = rules.mask(SCHEMA, column, Source.sql(sql));

    Object masked = JsonSerdeUtil.fromJson(rule.json(), Transform.class).transform(ROW);
    assertThat(masked == null ? null : masked.toString()).isEqualTo(value);
    assertThat(rules.bindMask(SCHEMA, rule)).contains(rule.json());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "mail | NULL                 | The column 'mail' is NOT NULL, so it cannot be masked as NULL",
        "big  | '***'                | The mask of the column 'big' has the type STRING, not the column's, BIGINT",
        "name | CAST(id AS BIGINT)   | The mask of the column 'name' has the type BIGINT",
        "name | SUBSTRING(name, 1)   | A mask cannot be 'SUBSTRING(name, 1)'",
        "name | nope                 | The table has no column 'nope'",
        "name | UPPER(id)            | In a mask the column 'id' would have to be a text",
        "name | 5                    | A mask cannot be '5'",
        "name | UPPER('a', 'b')      | A mask cannot be",
      })
  void aMaskThatPaimonCannotApplyIsRefused(String column, String sql, String sentence) {
    assertThatThrownBy(() -> rules.mask(SCHEMA, column, Source.sql(sql)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void aMaskMayJoinTexts() {
    Rule rule = rules.mask(SCHEMA, "name", Source.sql("'x-' || mail || '!'"));

    assertThat(JsonSerdeUtil.fromJson(rule.json(), Transform.class).transform(ROW))
        .hasToString("x-a@b.c!");
  }

  @Test
  void aRuleSaysWhichColumnsItReads() {
    assertThat(
            rules
                .rowFilter(SCHEMA, Source.sql("id = 1 AND (day > '2025-01-01' OR active)"))
                .columns())
        .containsExactlyInAnyOrder("id", "day", "active");
    assertThat(rules.mask(SCHEMA, "name", Source.sql("mail || name")).columns())
        .containsExactlyInAnyOrder("mail", "name");
  }

  @Test
  void aRuleFollowsItsColumnsToOtherPlaces() {
    TableSchema moved =
        schema(
            Schema.newBuilder()
                .column("name", DataTypes.STRING())
                .column("more", DataTypes.INT())
                .column("id", DataTypes.INT()));
    Rule filter = rules.rowFilter(SCHEMA, Source.sql("id = 7"));
    Rule mask = rules.mask(SCHEMA, "name", Source.sql("upper(name)"));

    assertThat(rules.bindRowFilter(moved, filter).orElseThrow()).contains("\"index\":2");
    assertThat(rules.bindMask(moved, mask).orElseThrow()).contains("\"index\":0");
  }

  @Test
  void aRuleIsServedOnlyWhereItsColumnsAreWhatTheyWere() {
    Rule filter = rules.rowFilter(SCHEMA, Source.sql("id = 7"));

    assertThat(
            rules.bindRowFilter(schema(Schema.newBuilder().column("x", DataTypes.INT())), filter))
        .isEmpty();
    assertThat(
            rules.bindRowFilter(
                schema(Schema.newBuilder().column("id", DataTypes.BIGINT())), filter))
        .isEmpty();
  }

  @Test
  void paimonsOwnJsonIsTakenAsItIsIfItsColumnsAreThere() {
    String json = rules.rowFilter(SCHEMA, Source.sql("id = 7")).json();

    Rule rule = rules.rowFilter(SCHEMA, new Source(Optional.empty(), Optional.of(json)));

    assertThat(rule.json()).isEqualTo(json);
    assertThat(rule.columns()).containsExactly("id");
    assertThatThrownBy(
            () ->
                rules.rowFilter(
                    SCHEMA,
                    new Source(Optional.empty(), Optional.of(json.replace("\"id\"", "\"no\"")))))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(
            () -> rules.mask(SCHEMA, "name", new Source(Optional.empty(), Optional.of("{}"))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("This is no Transform of Paimon's: {}");
  }

  @Test
  void aSchemaThatAsksForRulesSaysSoInItsOptionsAlone() {
    TableSchema asking = rules.askingForRules(SCHEMA);

    assertThat(PaimonTableFiles.parse(asking.definition()).options())
        .containsEntry("query-auth.enabled", "true");
    assertThat(rules.columns(asking)).isEqualTo(rules.columns(SCHEMA));
    assertThat(asking.record()).isEqualTo(SCHEMA.record());
  }

  @Test
  void changesTouchTheColumnsThatAreOthersAfterwards() {
    assertThat(
            rules.touched(
                """
                [{"action":"renameColumn","fieldNames":["a"],"newName":"b"},
                 {"action":"dropColumn","fieldNames":["d"]},
                 {"action":"updateColumnType","fieldNames":["e"],"newDataType":"BIGINT",
                  "keepNullability":false},
                 {"action":"updateColumnComment","fieldNames":["f"],"newComment":"c"},
                 {"action":"setOption","key":"k","value":"v"}]"""))
        .containsExactlyInAnyOrder("a", "d", "e");
  }

  @Test
  void aChangeThatNamesNoColumnTouchesNone() {
    assertThat(
            rules.touched(
                """
                [{"action":"updateColumnNullability","newNullability":true},
                 {"action":"dropColumn","fieldNames":[]}]"""))
        .isEmpty();
  }

  private static TableSchema schema(Schema.Builder builder) {
    try {
      return new TableSchema(0, RESTApi.toJson(builder.build()), "record", false);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
