package dev.moraine.persistence;

import dev.moraine.catalog.CatalogStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlCatalogsTest extends CatalogStoreContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected Transactions transactions() {
    return sqlite.database().transactions();
  }
}
