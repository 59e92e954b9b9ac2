-- Views. That none has the name of a table is checked by whoever writes, in one transaction.

CREATE TABLE views (
  view_id       TEXT   NOT NULL PRIMARY KEY,
  -- Without a cascade: a database with views cannot go, even when two servers race.
  database_id   TEXT   NOT NULL REFERENCES databases (database_id),
  name          TEXT   ${byte_order} NOT NULL,
  fields        TEXT   NOT NULL,
  query         TEXT   NOT NULL,
  dialects      TEXT   NOT NULL,
  comment       TEXT,
  options       TEXT   NOT NULL,
  owner         TEXT   NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by    TEXT   NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  updated_by    TEXT   NOT NULL,
  -- Counts the changes of the row, for compare-and-set.
  version       BIGINT NOT NULL,
  -- Finds a view by name and pages the names of a database.
  UNIQUE (database_id, name)
);
