package dev.moraine.persistence;

import dev.moraine.identity.Credentials;
import dev.moraine.identity.CredentialsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlCredentialsTest extends CredentialsContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlCredentialsTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Credentials credentials() {
    return fresh.database().credentials();
  }
}
