package dev.moraine.persistence;

import dev.moraine.identity.Nonces;
import dev.moraine.identity.NoncesContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlNoncesTest extends NoncesContract {
  @RegisterExtension final FreshDatabase fresh;
  private MetadataDatabase otherServers;

  SqlNoncesTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openTwice() {
    otherServers = fresh.open();
  }

  @AfterEach
  void close() {
    otherServers.close();
  }

  @Override
  protected Nonces nonces() {
    return fresh.database().nonces();
  }

  @Override
  protected Nonces ofAnotherServer() {
    return otherServers.nonces();
  }
}
