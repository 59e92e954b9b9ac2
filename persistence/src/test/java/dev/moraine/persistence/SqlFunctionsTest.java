package dev.moraine.persistence;

import dev.moraine.catalog.FunctionStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlFunctionsTest extends FunctionStoreContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected Transactions transactions() {
    return sqlite.database().transactions();
  }
}
