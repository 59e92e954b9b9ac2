package dev.moraine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  @TempDir private Path folder;

  @Test
  void whoHasNoneIsToldWhatToDo() {
    assertThatThrownBy(() -> Peers.of(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("; ./moraine bench --only … puts it there");
  }

  @Test
  void clientsDifferInPaimonOnly() throws IOException {
    for (String jar :
        List.of(
            "benchmarks/moraine-benchmarks-0.1.jar",
            "benchmarks/paimon-bundle-1.4.2.jar",
            "benchmarks-peers/iceberg/iceberg-spark-runtime-4.0_2.13-1.10.1.jar",
            "benchmarks-peers/paimon/paimon-bundle-1.2.0.jar",
            "benchmarks-peers/hive-metastore/hive-standalone-metastore-3.1.3.jar")) {
      Files.createDirectories(folder.resolve(jar).getParent());
      Files.createFile(folder.resolve(jar));
    }

    Peers peers = Peers.of(folder);

    assertThat(peers.hiveVersion()).isEqualTo("3.1.3");
    assertThat(peers.icebergVersion()).isEqualTo("1.10.1");
    assertThat(Peers.paimonVersion(peers.olderPaimon())).isEqualTo("1.2.0");
    assertThat(Peers.paimonVersion(peers.newerPaimon())).isEqualTo("1.4.2");
    assertThat(peers.clientClassPath(peers.olderPaimon()).split(File.pathSeparator))
        .containsExactly(
            folder.resolve("benchmarks/moraine-benchmarks-0.1.jar").toString(),
            folder.resolve("benchmarks-peers/paimon/paimon-bundle-1.2.0.jar").toString(),
            folder.resolve("benchmarks-peers/hive-metastore/*").toString());
  }
}
