-- Every engine process, written before it starts, so that none is forgotten when the server dies.

CREATE TABLE engine_processes (
  engine_process_id TEXT   NOT NULL PRIMARY KEY,
  -- Whose process it is: servers that share a database leave each other's alone.
  server_id         TEXT   NOT NULL,
  kind              TEXT   NOT NULL,
  state             TEXT   NOT NULL,
  pid               BIGINT,
  process_start_ms  BIGINT,
  started_at_ms     BIGINT NOT NULL,
  ended_at_ms       BIGINT,
  exit_code         INTEGER
);

-- Finds what an earlier run of the server left.
CREATE INDEX engine_processes_unfinished ON engine_processes (server_id, started_at_ms)
  WHERE ended_at_ms IS NULL;
