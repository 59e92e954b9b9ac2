package dev.moraine.persistence;

import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.ViewStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlViewsTest extends ViewStoreContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected Transactions transactions() {
    return sqlite.database().transactions();
  }
}
