package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "t 1", "100%", "täble", "表", "a+b", "a.b", "...", "a'b\"", "_x"})
  void ordinaryNamesAreValid(String name) {
    assertThatCode(() -> Names.requireValid("table", name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a\\b", "t$snapshots", "t$branch_b", "a\nb", "a\u0000b", "\u007f"})
  void namesThatMeanSomethingElseAreRefused(String name) {
    assertRefused(name, "character");
  }

  // The name of a catalog is a folder in the warehouse, and the others are path segments.
  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void namesOfFoldersThatExistEverywhereAreRefused(String name) {
    assertRefused(name, "'" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void blankNamesAreRefused(String name) {
    assertRefused(name, "no name");
  }

  @Test
  void namesHaveAtMost255Characters() {
    assertThatCode(() -> Names.requireValid("table", "x".repeat(255))).doesNotThrowAnyException();
    assertRefused("x".repeat(256), "longer than 255");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "v1.2", "v1..2", "100%", "täg", "2026-07-01", "a$b", "...", "a b"})
  void tagsAndConsumersHaveOrdinaryNames(String name) {
    assertThat(new TagName(name).value()).isEqualTo(name);
    assertThat(ConsumerId.of(name)).contains(new ConsumerId(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "a/b",
        "../x",
        "/",
        "a:b",
        "a\\b",
        "a\nb",
        "a\u0000b",
        "\u007f"
      })
  void namesThatLeaveOrSpoilTheirFolderAreNoTagsOrConsumers(String name) {
    assertThatThrownBy(() -> new TagName(name)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> new ConsumerId(name)).isInstanceOf(InvalidRequest.class);
    assertThat(TagName.of(name)).isEmpty();
    assertThat(ConsumerId.of(name)).isEmpty();
  }

  @Test
  void namesOfTagsFitIntoAFilesName() {
    assertThat(TagName.of("ä".repeat(100))).isPresent();
    assertThat(TagName.of("ä".repeat(100) + "x")).isEmpty();
  }

  private static void assertRefused(String name, String sentencePart) {
    assertThatThrownBy(() -> Names.requireValid("table", name))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(sentencePart);
  }
}
