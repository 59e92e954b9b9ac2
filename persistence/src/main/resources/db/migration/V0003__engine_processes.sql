-- Every engine process, written before it starts, so that none is forgotten when the server dies.

CREATE TABLE engine_processes (
  engine_process_id TEXT   NOT NULL PRIMARY KEY,
  kind              TEXT   NOT NULL,
  state             TEXT   NOT NULL,
  pid               BIGINT,
  process_start_ms  BIGINT,
  started_at_ms     BIGINT NOT NULL,
  ended_at_ms       BIGINT,
  exit_code         INTEGER
);

-- Finds what an earlier run of the server left.
CREATE INDEX engine_processes_unfinished ON engine_processes (started_at_ms)
  WHERE ended_at_ms IS NULL;
