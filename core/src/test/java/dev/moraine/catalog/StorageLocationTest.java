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

  @ParameterizedTest
  @CsvSource({
    "file:/a/b, file:/a/b, true",
    "file:/a/b, file:///a/b, true",
    "/a/./b/../b, file:/a/b/c, true",
    "file:/a/b, file:/a//b/c, true",
    "file:/, file:/a, true",
    "s3://x/a, s3://x/a/b, true",
    "s3://x, s3://x/a/b, true",
    "file:/a/b, file:/a/bc, false",
    "s3://x/a, s3://y/a, false",
    "s3://x/a, file:/a, false",
    "s3://xa, s3://x, false"
  })
  void twoOverlapWhenOneIsInTheOther(String one, String other, boolean overlap) {
    assertThat(new StorageLocation(one).overlaps(new StorageLocation(other))).isEqualTo(overlap);
    assertThat(new StorageLocation(other).overlaps(new StorageLocation(one))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\u0000b", "/../a", "s3:// /\uffff"})
  void whatNoFileSystemWritesOverlapsWithNothingElse(String folder) {
    StorageLocation strange = new StorageLocation(folder);

    assertThat(strange.overlaps(new StorageLocation("file:/w"))).isFalse();
    assertThat(strange.overlaps(strange)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"file:/w/t1/bucket-0, t1", "file:///w//t1, t1", "file:/w, ''"})
  void aFolderTellsItsFirstNameBelowAnother(String folder, String name) {
    assertThat(new StorageLocation(folder).childOf(new StorageLocation("file:/w"))).isEqualTo(name);
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
