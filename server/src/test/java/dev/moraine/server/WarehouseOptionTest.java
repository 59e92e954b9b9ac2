package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseOptionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/w",
        "/srv/w/",
        "file:/srv/w",
        "file:///srv/w",
        "/srv/x/../w",
        "file:/srv/w/"
      })
  void theSameFolderIsTheSameLocation(String text) {
    assertThat(WarehouseOption.parse(text).uri()).isEqualTo("file:/srv/w");
  }

  @Test
  void aRelativePathStandsInTheWorkingDirectory() {
    assertThat(WarehouseOption.parse("w").uri()).isEqualTo("file:" + Path.of("w").toAbsolutePath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/w", "hdfs:/w", "file:w", "file:", "", " ", "/srv/\0w"})
  void whatIsNoLocalFolderIsSaidInOneSentence(String text) {
    assertThatThrownBy(() -> WarehouseOption.parse(text))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("--warehouse");
  }
}
