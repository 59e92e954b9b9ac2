package dev.moraine.persistence;

import dev.moraine.engine.EngineProcesses;
import dev.moraine.engine.EngineProcessesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlEngineProcessesTest extends EngineProcessesContract {
  @RegisterExtension final FreshSqlite sqlite = new FreshSqlite();

  @Override
  protected EngineProcesses processes() {
    return sqlite.database().engineProcesses();
  }
}
