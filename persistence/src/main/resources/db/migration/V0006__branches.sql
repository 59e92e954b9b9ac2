-- Branches of tables. The table itself is the branch 'main', which has no row here.

CREATE TABLE branches (
  table_id              TEXT    NOT NULL REFERENCES tables (table_id) ON DELETE CASCADE,
  name                  TEXT    ${byte_order} NOT NULL,
  schema_id             BIGINT  NOT NULL,
  schema_definition     TEXT    NOT NULL,
  schema_record         TEXT    NOT NULL,
  partitions_in_catalog BOOLEAN NOT NULL,
  -- The tag that was made with the branch and goes with it.
  kept_by_tag           TEXT,
  -- Whether the table's files are being replaced by the branch's: to be ended before anything else.
  is_forwarding         BOOLEAN NOT NULL,
  owner                 TEXT    NOT NULL,
  created_at_ms         BIGINT  NOT NULL,
  created_by            TEXT    NOT NULL,
  updated_at_ms         BIGINT  NOT NULL,
  updated_by            TEXT    NOT NULL,
  -- Counts the changes of the row, for compare-and-set.
  version               BIGINT  NOT NULL,
  -- Lists the branches of a table by name.
  PRIMARY KEY (table_id, name)
);
