package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurableFilesTest {
  private final DurableFiles files = new DurableFiles();
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "file:/a/b, /a/b",
    "file:///a/b, /a/b",
    "file:/a b%20ü, /a b%20ü",
  })
  void localLocationsArePaths(String uri, String path) {
    assertThat(DurableFiles.local(new StorageLocation(uri))).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://b/x", "hdfs://h/x", "file:x", "file:", "x/y", "/a\u0000b"})
  void otherLocationsAreRefused(String uri) {
    assertThatThrownBy(() -> DurableFiles.local(new StorageLocation(uri)))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aFileIsPutOnceAndMakesItsFolders() {
    Path file = folder.resolve("a/b/snapshot-1");

    assertThat(files.putIfAbsent(file, "ü one")).isTrue();
    assertThat(files.putIfAbsent(file, "two")).isFalse();

    assertThat(file).hasContent("ü one");
    assertThat(files.list(folder.resolve("a/b"))).containsExactly("snapshot-1");
  }

  @Test
  void ofManyAtOnceOnePutsTheFile() throws Exception {
    for (int round = 0; round < 50; round++) {
      Path file = folder.resolve("sub-" + round).resolve("snapshot-1");

      List<Boolean> put = atOnce(4, thread -> new DurableFiles().putIfAbsent(file, "by " + thread));

      assertThat(put).containsOnlyOnce(true);
      assertThat(file).hasContent("by " + put.indexOf(true));
    }
  }

  @Test
  void aReplacedFileHoldsTheNewTextOnly() {
    Path file = folder.resolve("snapshot-1");
    files.putIfAbsent(file, "a much longer text");

    files.replace(file, "two");

    assertThat(files.read(file)).contains("two");
    assertThat(files.list(folder)).containsExactly("snapshot-1");
  }

  @Test
  void aDraftThatACrashLeftIsDeletedAndNothingElse() {
    files.putIfAbsent(folder.resolve("snapshot-1"), "one");
    files.putIfAbsent(folder.resolve(".hidden.tmp"), "somebody's");
    DurableFiles crashing =
        new DurableFiles(
            step -> {
              throw new IllegalStateException("crashed, " + step);
            });
    assertThatThrownBy(() -> crashing.putIfAbsent(folder.resolve("snapshot-2"), "two"))
        .hasMessage("crashed, DRAFT_WRITTEN");
    assertThat(files.list(folder)).hasSize(3);

    files.deleteDrafts(folder);

    assertThat(files.list(folder)).containsExactlyInAnyOrder("snapshot-1", ".hidden.tmp");
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(files.read(folder.resolve("x"))).isEmpty();
    assertThat(files.list(folder.resolve("x"))).isEmpty();
    assertThat(files.exists(folder.resolve("x"))).isFalse();
  }

  @Test
  void aFolderIsDeletedWithEverythingInIt() throws IOException {
    Path table = folder.resolve("t");
    files.putIfAbsent(table.resolve("dt=1/bucket-0/data.orc"), "x");
    Path outside = Files.writeString(folder.resolve("outside"), "stays");
    Files.createSymbolicLink(table.resolve("link"), outside);

    files.deleteFolder(table);
    files.deleteFolder(table);

    assertThat(table).doesNotExist();
    assertThat(outside).hasContent("stays");
  }

  @Test
  void twoMayDeleteAFolderAtOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path table = folder.resolve("t" + round);
      for (int i = 0; i < 30; i++) {
        Files.createDirectories(table.resolve("p" + i + "/q"));
        Files.writeString(table.resolve("p" + i + "/q/f"), "x");
      }

      atOnce(
          2,
          thread -> {
            files.deleteFolder(table);
            return true;
          });

      assertThat(table).doesNotExist();
    }
  }

  @Test
  void aFileInTheWayIsAStorageFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> files.putIfAbsent(file.resolve("snapshot-1"), "x"))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("snapshot-1");
    assertThatThrownBy(() -> files.createFolder(file)).isInstanceOf(StorageUnavailable.class);
  }

  private interface Work {
    boolean of(int thread) throws Exception;
  }

  private static List<Boolean> atOnce(int threads, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier barrier = new CyclicBarrier(threads);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      calls.add(
          () -> {
            barrier.await();
            return work.of(thread);
          });
    }
    List<Boolean> results = new ArrayList<>();
    for (Future<Boolean> each : executor.invokeAll(calls)) {
      results.add(each.get());
    }
    executor.shutdown();
    return results;
  }
}
