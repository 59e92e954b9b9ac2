package dev.moraine.persistence;

import dev.moraine.access.NetworkStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlNetworksTest extends NetworkStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlNetworksTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
