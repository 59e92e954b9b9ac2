package dev.moraine.persistence;

import dev.moraine.catalog.TableStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlTablesTest extends TableStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlTablesTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
