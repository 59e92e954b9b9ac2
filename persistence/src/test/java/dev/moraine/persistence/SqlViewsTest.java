package dev.moraine.persistence;

import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.ViewStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlViewsTest extends ViewStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlViewsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
