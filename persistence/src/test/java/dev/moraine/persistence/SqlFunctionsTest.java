package dev.moraine.persistence;

import dev.moraine.catalog.FunctionStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlFunctionsTest extends FunctionStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlFunctionsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
