package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageLocationTest {
  @ParameterizedTest
  @CsvSource({"file:/a/b/, file:/a/b", "file:/a//, file:/a", "/, /", "s3://b/x, s3://b/x"})
  void aTrailingSlashIsNoPartOfIt(String given, String kept) {
    assertThat(new StorageLocation(given).uri()).isEqualTo(kept);
  }

  // It comes out of a client's options, so it is the client's to mend.
  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void aBlankOneIsRefused(String uri) {
    assertThatThrownBy(() -> new StorageLocation(uri)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aChildIsOneFolderDown() {
    assertThat(new StorageLocation("file:/a/").child("b")).hasToString("file:/a/b");
  }
}
