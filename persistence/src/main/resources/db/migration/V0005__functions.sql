-- Functions that engines share: their signature, and how each engine is to run them.

CREATE TABLE functions (
  function_id      TEXT    NOT NULL PRIMARY KEY,
  -- Without a cascade: a database with functions cannot go, even when two servers race.
  database_id      TEXT    NOT NULL REFERENCES databases (database_id),
  name             TEXT    ${byte_order} NOT NULL,
  input_params     TEXT,
  return_params    TEXT,
  is_deterministic BOOLEAN NOT NULL,
  definitions      TEXT    NOT NULL,
  comment          TEXT,
  options          TEXT    NOT NULL,
  owner            TEXT    NOT NULL,
  created_at_ms    BIGINT  NOT NULL,
  created_by       TEXT    NOT NULL,
  updated_at_ms    BIGINT  NOT NULL,
  updated_by       TEXT    NOT NULL,
  -- Counts the changes of the row, for compare-and-set.
  version          BIGINT  NOT NULL,
  -- Finds a function by name and pages the names of a database.
  UNIQUE (database_id, name)
);
