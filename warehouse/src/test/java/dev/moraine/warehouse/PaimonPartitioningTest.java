package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Partitioning;
import dev.moraine.catalog.Table;
import dev.moraine.error.InvalidRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaimonPartitioningTest {
  private static final String DEFINITION =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"day","type":"STRING"},
                 {"id":2,"name":"hour","type":"INT"}],
       "partitionKeys":["day","hour"],"primaryKeys":[],"options":{}}""";

  private final Partitioning partitioning = new PaimonWarehouse().partitioning();
  @TempDir Path folder;
  private Table table;

  @BeforeEach
  void createTable() {
    table =
        TemporaryTable.create(new PaimonWarehouse().tableFiles(), folder.resolve("t"), DEFINITION);
  }

  @Test
  void columnsComeInTheOrderOfTheSchema() {
    assertThat(partitioning.inOrder(table, Map.of("hour", "2", "day", "2026-01-01")).keySet())
        .containsExactly("day", "hour");
  }

  @Test
  void otherColumnsThanThePartitionsAreRefused() {
    for (Map<String, String> spec :
        List.of(
            Map.<String, String>of(),
            Map.of("day", "2026-01-01"),
            Map.of("day", "2026-01-01", "id", "1"),
            Map.of("day", "2026-01-01", "hour", "2", "id", "1"))) {
      assertThatThrownBy(() -> partitioning.inOrder(table, spec))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("[day, hour]");
    }
  }

  @Test
  void aConditionHoldsByTheColumnsTypeAndNotByItsText() {
    Predicate later = builder().greaterThan(1, 9);

    assertThat(holds(later, "2026-01-01", "10")).isTrue();
    assertThat(holds(later, "2026-01-01", "9")).isFalse();
  }

  @Test
  void aConditionOnSeveralColumnsHoldsWhereAllDo() {
    Predicate both =
        PredicateBuilder.and(
            builder().equal(0, BinaryString.fromString("2026-01-01")),
            builder().in(1, List.of(1, 2)));

    assertThat(holds(both, "2026-01-01", "2")).isTrue();
    assertThat(holds(both, "2026-01-01", "3")).isFalse();
    assertThat(holds(both, "2026-01-02", "2")).isFalse();
  }

  @Test
  void thePartitionWithoutValueIsNull() {
    assertThat(holds(builder().isNull(1), "2026-01-01", "__DEFAULT_PARTITION__")).isTrue();
    assertThat(holds(builder().isNull(1), "2026-01-01", "1")).isFalse();
  }

  @Test
  void columnsAreMeantByNameAndNotByNumber() {
    RowType whole =
        RowType.of(
            new DataType[] {DataTypes.INT(), DataTypes.STRING(), DataTypes.INT()},
            new String[] {"id", "day", "hour"});

    assertThat(holds(new PredicateBuilder(whole).equal(2, 5), "2026-01-01", "5")).isTrue();
    assertThat(holds(new PredicateBuilder(whole).equal(2, 5), "2026-01-01", "6")).isFalse();
    // The partition does not say which ids are in it.
    assertThat(holds(new PredicateBuilder(whole).equal(0, 5), "2026-01-01", "6")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{",
        "[]",
        "null",
        "{\"kind\":\"UNHEARD_OF\"}",
        "{\"kind\":\"LEAF\"}",
        "{\"kind\":\"LEAF\",\"transform\":{\"name\":\"FIELD_REF\",\"fieldRef\":"
            + "{\"index\":1,\"name\":\"hour\",\"type\":\"INT\"}},"
            + "\"function\":\"UNHEARD_OF\",\"literals\":[1]}",
        "{\"kind\":\"LEAF\",\"transform\":{\"name\":\"FIELD_REF\",\"fieldRef\":"
            + "{\"index\":1,\"name\":\"hour\",\"type\":\"STRING\"}},"
            + "\"function\":\"EQUAL\",\"literals\":[\"2\"]}"
      })
  void whatCannotBeReadOrDecidedMayHold(String filter) {
    assertThat(partitioning.condition(table, filter).test(Map.of("day", "1", "hour", "1")))
        .isTrue();
  }

  @Test
  void aValueThatIsNoneOfItsTypeMayBeMeant() {
    assertThat(holds(builder().equal(1, 5), "2026-01-01", "noon")).isTrue();
  }

  private PredicateBuilder builder() {
    return new PredicateBuilder(
        RowType.of(
            new DataType[] {DataTypes.STRING(), DataTypes.INT()}, new String[] {"day", "hour"}));
  }

  private boolean holds(Predicate predicate, String day, String hour) {
    return partitioning
        .condition(table, JsonSerdeUtil.toFlatJson(predicate))
        .test(Map.of("day", day, "hour", hour));
  }
}
