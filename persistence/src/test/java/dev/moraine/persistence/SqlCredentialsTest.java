package dev.moraine.persistence;

import dev.moraine.identity.Credentials;
import dev.moraine.identity.CredentialsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlCredentialsTest extends CredentialsContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected Credentials credentials() {
    return sqlite.database().credentials();
  }
}
