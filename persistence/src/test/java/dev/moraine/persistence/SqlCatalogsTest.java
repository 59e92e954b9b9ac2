package dev.moraine.persistence;

import dev.moraine.catalog.CatalogStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlCatalogsTest extends CatalogStoreContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlCatalogsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
