-- The recycle bin: dropped managed tables that can be restored. Their rows in tables stay, with heads
-- and partitions, but belong to no database: their names are free, and what goes by a database
-- passes them over.

CREATE TABLE dropped_tables (
  table_id      TEXT   NOT NULL PRIMARY KEY REFERENCES tables (table_id) ON DELETE CASCADE,
  -- No reference: a catalog may go before its dropped tables' time is over.
  catalog_id    TEXT   NOT NULL,
  -- Not an id: a database that was made again under this name gets the table back.
  database_name TEXT   ${byte_order} NOT NULL,
  dropped_at_ms BIGINT NOT NULL,
  dropped_by    TEXT   NOT NULL,
  expires_at_ms BIGINT NOT NULL
);

-- Finds the dropped tables of a catalog.
CREATE INDEX dropped_tables_of_catalog ON dropped_tables (catalog_id);

-- Finds those whose time is over.
CREATE INDEX dropped_tables_by_expiry ON dropped_tables (expires_at_ms);
