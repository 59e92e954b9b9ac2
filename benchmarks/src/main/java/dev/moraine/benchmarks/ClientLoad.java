package dev.moraine.benchmarks;

/** What {@link ClientJvm} has done, each through Paimon's own client without its cache. */
enum ClientLoad {
  /** Those of round 0 are looked at and listed in all rounds, so this comes first. */
  CREATE_TABLE(
      "createTable, %d threads, %,d tables".formatted(ClientWork.CLIENTS, ClientWork.TABLES)),

  GET_TABLE("getTable, %d threads, %,d tables".formatted(ClientWork.CLIENTS, ClientWork.TABLES)),

  LIST_TABLES("listTables, %,d tables".formatted(ClientWork.TABLES)),

  COMMIT(
      "commit of %d rows, %d writers, %d tables each"
          .formatted(PaimonCatalogs.ROWS, ClientWork.CLIENTS, ClientWork.COMMITTED_TABLES_EACH));

  private final String title;

  ClientLoad(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
