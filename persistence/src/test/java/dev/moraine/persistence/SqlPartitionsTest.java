package dev.moraine.persistence;

import dev.moraine.catalog.PartitionStoreContract;
import dev.moraine.catalog.Transactions;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlPartitionsTest extends PartitionStoreContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected Transactions transactions() {
    return sqlite.database().transactions();
  }
}
