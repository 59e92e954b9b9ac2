package dev.moraine.persistence;

import dev.moraine.catalog.Transactions;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.Sessions;
import dev.moraine.identity.SessionsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlSessionsTest extends SessionsContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlSessionsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Sessions sessions() {
    return fresh.database().sessions();
  }

  @Override
  protected Credentials credentials() {
    return fresh.database().credentials();
  }

  @Override
  protected Transactions transactions() {
    return fresh.database().transactions();
  }
}
