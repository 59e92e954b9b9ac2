package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "abc,     abc,   true",
    "abc%,    abc,   false",
    "%,       '',    false",
    "a_c,     a_c,   true",
    "a\\%,    a%,    true",
    "a\\%%,   a%,    false",
    "a\\_b%,  a_b,   false",
    "a\\\\,   a\\,   true",
    "a\\,     a\\,   true"
  })
  void isANameOrAPrefix(String pattern, String prefix, boolean exact) {
    assertThat(NamePattern.parse(pattern)).isEqualTo(new NamePattern(prefix, exact));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%a", "a%b", "a%%", "%%"})
  void aPercentSignBeforeTheEndIsRefused(String pattern) {
    assertThatThrownBy(() -> NamePattern.parse(pattern))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(pattern);
  }

  @Test
  void allMatchesEveryName() {
    assertThat(NamePattern.ALL.matches("")).isTrue();
    assertThat(NamePattern.ALL.matches("x")).isTrue();
  }

  @Test
  void aPrefixMatchesWhatBeginsWithItAndANameOnlyItself() {
    assertThat(NamePattern.parse("ab%").matches("abc")).isTrue();
    assertThat(NamePattern.parse("ab%").matches("Abc")).isFalse();
    assertThat(NamePattern.parse("ab").matches("abc")).isFalse();
  }
}
