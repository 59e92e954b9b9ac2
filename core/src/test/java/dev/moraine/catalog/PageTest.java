package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.InvalidRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  private static final PageRequest TWO = new PageRequest(2, Optional.empty());

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001, Integer.MAX_VALUE})
  void aPageHoldsOneToAThousandItems(int maxResults) {
    assertThatThrownBy(() -> new PageRequest(maxResults, Optional.empty()))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aFullPageNamesItsLastItem() {
    assertThat(Page.of(List.of("a", "b"), TWO, Function.identity()).nextToken()).contains("b");
  }

  @Test
  void aPageThatIsNotFullIsTheLast() {
    assertThat(Page.of(List.of("a"), TWO, Function.identity()).nextToken()).isEmpty();
    assertThat(Page.of(List.<String>of(), TWO, Function.identity()).nextToken()).isEmpty();
  }

  @Test
  void aListingIsCutBehindTheToken() {
    List<String> all = List.of("a", "b", "c");

    assertThat(Page.cut(all, TWO, Function.identity()))
        .isEqualTo(new Page<>(List.of("a", "b"), Optional.of("b")));
    assertThat(Page.cut(all, new PageRequest(2, Optional.of("b")), Function.identity()))
        .isEqualTo(new Page<>(List.of("c"), Optional.empty()));
    assertThat(Page.cut(all, new PageRequest(2, Optional.of("aa")), Function.identity()).items())
        .containsExactly("b", "c");
  }

  @Test
  void mappingKeepsTheToken() {
    Page<Integer> lengths =
        Page.of(List.of("a", "bb"), TWO, Function.identity()).map(String::length);

    assertThat(lengths).isEqualTo(new Page<>(List.of(1, 2), Optional.of("bb")));
  }
}
