package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.Consumer;
import dev.moraine.catalog.ConsumerFiles;
import dev.moraine.catalog.ConsumerId;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.paimon.consumer.ConsumerManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaimonConsumerFilesTest {
  private static final ConsumerId C = new ConsumerId("ä b%20?#+$");

  private final ConsumerFiles files = new PaimonWarehouse().consumerFiles();
  @TempDir Path folder;
  private StorageLocation table;
  private ConsumerManager paimon;

  @BeforeEach
  void locate() {
    table = new StorageLocation("file:" + folder);
    paimon = new ConsumerManager(PaimonTables.FILE_IO, PaimonTables.path(table));
  }

  @Test
  void paimonReadsWhatWeWrote() throws IOException {
    files.put(table, new Consumer(C, 7));
    files.put(table, new Consumer(C, 8));

    assertThat(paimon.consumers()).isEqualTo(Map.of(C.value(), 8L));
    assertThat(paimon.minNextSnapshot()).hasValue(8);
  }

  @Test
  void whatPaimonWroteIsRead() {
    paimon.resetConsumer(C.value(), new org.apache.paimon.consumer.Consumer(3));

    assertThat(files.find(table, C)).contains(new Consumer(C, 3));
    assertThat(files.list(table)).containsExactly(C);
  }

  @Test
  void consumersAreListedByIdAndOtherFilesPassedOver() throws IOException {
    assertThat(files.list(table)).isEmpty();
    for (String id : new String[] {"b", "a", "a-1"}) {
      files.put(table, new Consumer(new ConsumerId(id), 1));
    }
    Files.writeString(folder.resolve("consumer/consumer-"), "x");
    Files.writeString(folder.resolve("consumer/.consumer-c.tmp"), "x");

    assertThat(files.list(table)).extracting(ConsumerId::value).containsExactly("a", "a-1", "b");
  }

  @Test
  void aDeletedConsumerIsGone() {
    files.put(table, new Consumer(C, 7));

    files.delete(table, C);
    files.delete(table, C);

    assertThat(files.find(table, C)).isEmpty();
    assertThat(paimon.listAllIds()).isEmpty();
  }

  @Test
  void aConsumerThatStaysDamagedIsAFailureOfStorage() throws IOException {
    files.put(table, new Consumer(C, 7));
    Files.writeString(folder.resolve("consumer/consumer-" + C), "{");

    assertThatThrownBy(() -> files.find(table, C))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("damaged");
  }
}
