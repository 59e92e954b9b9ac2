package dev.moraine.persistence;

import dev.moraine.catalog.HeadStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlHeadsTest extends HeadStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlHeadsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
