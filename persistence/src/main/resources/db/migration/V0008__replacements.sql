-- Tables whose schema and rows are being replaced: to be ended before anything else is done to them.

CREATE TABLE replacements (
  table_id              TEXT    NOT NULL PRIMARY KEY REFERENCES tables (table_id) ON DELETE CASCADE,
  schema_id             BIGINT  NOT NULL,
  schema_definition     TEXT    NOT NULL,
  schema_record         TEXT    NOT NULL,
  partitions_in_catalog BOOLEAN NOT NULL,
  -- The snapshot that empties the table; none where it has no snapshot yet.
  snapshot_json         TEXT
);
