package dev.moraine.persistence;

import dev.moraine.catalog.DroppedTableStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlDroppedTablesTest extends DroppedTableStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlDroppedTablesTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
