package dev.moraine.persistence;

import dev.moraine.catalog.PartitionStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlPartitionsTest extends PartitionStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlPartitionsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
