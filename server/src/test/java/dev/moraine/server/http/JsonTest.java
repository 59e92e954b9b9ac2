package dev.moraine.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.error.InvalidRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  record Order(
      String name,
      JsonNode anything,
      List<Line> lines,
      @Nullable String comment,
      @Nullable Map<String, String> options,
      long count,
      boolean urgent) {}

  record Line(String article) {}

  @Test
  void whatIsNullableOrPrimitiveMayBeAbsent() {
    Order order =
        Json.read("{\"name\":\"n\",\"anything\":{},\"lines\":[],\"comment\":null}", Order.class);

    assertThat(order.comment()).isNull();
    assertThat(order.options()).isNull();
    assertThat(order.count()).isZero();
    assertThat(order.urgent()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'anything':1,'lines':[]}                                | name",
        "{'name':null,'anything':1,'lines':[]}                    | name",
        "{'name':'n','lines':[]}                                  | anything",
        "{'name':'n','anything':null,'lines':[]}                  | anything",
        "{'name':'n','anything':1}                                | lines",
        "{'name':'n','anything':1,'lines':[null]}                 | lines",
        "{'name':'n','anything':1,'lines':[{}]}                   | article",
        "{'name':'n','anything':1,'lines':[],'options':{'a':null}}| options",
      })
  void aRequiredFieldThatIsAbsentOrNullIsNamed(String json, String field) {
    assertThatThrownBy(() -> Json.read(json.replace('\'', '"'), Order.class))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("The request has no field '" + field + "', or a null inside it");
  }
}
