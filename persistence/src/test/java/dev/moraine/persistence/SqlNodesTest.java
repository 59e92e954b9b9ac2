package dev.moraine.persistence;

import dev.moraine.catalog.Transactions;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.Nodes;
import dev.moraine.identity.NodesContract;
import dev.moraine.identity.Sessions;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlNodesTest extends NodesContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlNodesTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected Nodes nodes() {
    return fresh.database().nodes();
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
