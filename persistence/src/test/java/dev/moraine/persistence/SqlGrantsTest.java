package dev.moraine.persistence;

import dev.moraine.access.GrantStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlGrantsTest extends GrantStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlGrantsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
