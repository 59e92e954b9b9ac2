package dev.moraine.persistence;

import dev.moraine.engine.EngineProcesses;
import dev.moraine.engine.EngineProcessesContract;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class SqlEngineProcessesTest extends EngineProcessesContract {
  @RegisterExtension final FreshDatabase fresh;

  SqlEngineProcessesTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @Override
  protected EngineProcesses processes(UUID server) {
    return fresh.database().engineProcesses(server);
  }
}
