package dev.moraine.persistence;

import dev.moraine.catalog.BranchStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlBranchesTest extends BranchStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlBranchesTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
