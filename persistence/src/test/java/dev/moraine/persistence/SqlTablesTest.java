package dev.moraine.persistence;

import dev.moraine.catalog.TableStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlTablesTest extends TableStoreContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected Transactions transactions() {
    return sqlite.database().transactions();
  }
}
