package dev.moraine.server.http.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotRoutesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ \"a\" : [1, {\"b\":[]}] , \"c\":\"}\" }",
        "{\"snapshot\":{\"snapshot\":1}}",
        "{\"quote\":\"\\\"}{\", \"u\":\"\\u00fc\\\\\"}",
        "{\"ü\":\"中文 🦀\"}",
        "{\n\t\"n\": 1.50e3\n}"
      })
  void anObjectIsCutOutToTheLetter(String value) {
    assertThat(
            SnapshotRoutes.textOfField(
                "{\"ü🦀\":[{\"snapshot\":0}],\"x\":\"\\\"\", \"snapshot\" :  "
                    + value
                    + " ,\"z\":1}",
                "snapshot"))
        .isEqualTo(value);
  }

  @Test
  void aLongObjectIsCutOutToTheLetter() {
    String value = "{\"ü\":\"" + "中🦀\\n".repeat(50_000) + "\"}";

    assertThat(
            SnapshotRoutes.textOfField(
                "{\"statistics\":\"" + "x".repeat(100_000) + "\",\"snapshot\":" + value + "}",
                "snapshot"))
        .isEqualTo(value);
  }

  @Test
  void theFieldMayBeTheLast() {
    assertThat(SnapshotRoutes.textOfField("{\"a\":1,\"snapshot\":{}}", "snapshot")).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "1", "null", "{\"x\":{\"snapshot\":{}}}", "{\"snapshot\":"})
  void anAbsentFieldIsRefused(String json) {
    assertThatThrownBy(() -> SnapshotRoutes.textOfField(json, "snapshot"))
        .isInstanceOf(InvalidRequest.class);
  }
}
