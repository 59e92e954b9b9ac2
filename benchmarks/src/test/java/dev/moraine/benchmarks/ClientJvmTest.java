package dev.moraine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a folder, with the Paimon of the tests. */
class ClientJvmTest {
  @TempDir private Path folder;

  @Test
  void measuresEachLoad() throws Exception {
    try (ClientJvm client = start()) {
      Load.Measurement created = client.measure(ClientLoad.CREATE_TABLE, 0, Duration.ofMillis(1));
      assertThat(created.latencies()).hasSize(ClientWork.TABLES).isSorted();
      assertThat(created.elapsedNanos()).isPositive();

      for (ClientLoad load : ClientLoad.values()) {
        Load.Measurement measured = client.measure(load, 1, Duration.ofMillis(300));
        assertThat(measured.latencies()).as(load.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void anOperationThatFailsIsNamed() throws Exception {
    try (ClientJvm client = start()) {
      assertThatThrownBy(() -> client.measure(ClientLoad.LIST_TABLES, 1, Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("lake_created0 does not exist");
    }
  }

  private ClientJvm start() throws IOException {
    return ClientJvm.start(
        System.getProperty("java.class.path"),
        "lake",
        Map.of("metastore", "filesystem", "warehouse", folder.resolve("warehouse").toString()),
        folder.resolve("errors"));
  }
}
