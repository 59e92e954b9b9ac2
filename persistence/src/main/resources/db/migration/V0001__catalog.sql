-- Catalogs, databases, tables, their heads and partitions.
-- Times are epoch milliseconds; JSON is TEXT; ids are TEXT. The dialect is the one that SQLite and
-- PostgreSQL share. Names that are paged have ${byte_order}, which makes PostgreSQL compare them byte
-- by byte as SQLite does, so that pages have the same order whatever the locale.

CREATE TABLE catalogs (
  catalog_id    TEXT   NOT NULL PRIMARY KEY,
  name          TEXT   ${byte_order} NOT NULL UNIQUE,
  location      TEXT   NOT NULL,
  options       TEXT   NOT NULL,
  owner         TEXT   NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by    TEXT   NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  updated_by    TEXT   NOT NULL
);

CREATE TABLE databases (
  database_id   TEXT   NOT NULL PRIMARY KEY,
  catalog_id    TEXT   NOT NULL REFERENCES catalogs (catalog_id),
  name          TEXT   ${byte_order} NOT NULL,
  options       TEXT   NOT NULL,
  owner         TEXT   NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by    TEXT   NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  updated_by    TEXT   NOT NULL,
  -- Finds a database by name and pages the names of a catalog.
  UNIQUE (catalog_id, name)
);

CREATE TABLE tables (
  table_id              TEXT    NOT NULL PRIMARY KEY,
  -- Without a cascade: a database with tables cannot go, even when two servers race. NULL while the
  -- table is in the recycle bin.
  database_id           TEXT             REFERENCES databases (database_id),
  name                  TEXT    ${byte_order} NOT NULL,
  kind                  TEXT    NOT NULL,
  location              TEXT    NOT NULL,
  is_foreign            BOOLEAN NOT NULL,
  schema_id             BIGINT  NOT NULL,
  schema_definition     TEXT    NOT NULL,
  schema_record         TEXT    NOT NULL,
  partitions_in_catalog BOOLEAN NOT NULL,
  owner                 TEXT    NOT NULL,
  created_at_ms         BIGINT  NOT NULL,
  created_by            TEXT    NOT NULL,
  updated_at_ms         BIGINT  NOT NULL,
  updated_by            TEXT    NOT NULL,
  -- Counts the changes of the row, for compare-and-set.
  version               BIGINT  NOT NULL,
  -- Finds a table by name and pages the names of a database.
  UNIQUE (database_id, name)
);

-- The newest snapshot of each branch of each table. Older ones are in the warehouse only.
CREATE TABLE heads (
  table_id                   TEXT   NOT NULL REFERENCES tables (table_id) ON DELETE CASCADE,
  branch                     TEXT   NOT NULL,
  snapshot_id                BIGINT NOT NULL,
  snapshot_uuid              TEXT,
  schema_id                  BIGINT NOT NULL,
  commit_user                TEXT   NOT NULL,
  commit_identifier          BIGINT NOT NULL,
  commit_kind                TEXT   NOT NULL,
  time_ms                    BIGINT NOT NULL,
  total_record_count         BIGINT NOT NULL,
  delta_record_count         BIGINT NOT NULL,
  base_manifest_list         TEXT   NOT NULL,
  delta_manifest_list        TEXT   NOT NULL,
  snapshot_json              TEXT   NOT NULL,
  record_count               BIGINT NOT NULL,
  file_size_bytes            BIGINT NOT NULL,
  file_count                 BIGINT NOT NULL,
  last_file_creation_time_ms BIGINT NOT NULL,
  -- Counts the moves of the head: snapshot ids come again after a rollback, versions do not.
  version                    BIGINT NOT NULL,
  PRIMARY KEY (table_id, branch)
);

CREATE TABLE partitions (
  table_id                   TEXT    NOT NULL REFERENCES tables (table_id) ON DELETE CASCADE,
  branch                     TEXT    NOT NULL,
  name                       TEXT    ${byte_order} NOT NULL,
  spec                       TEXT    NOT NULL,
  record_count               BIGINT  NOT NULL,
  file_size_bytes            BIGINT  NOT NULL,
  file_count                 BIGINT  NOT NULL,
  last_file_creation_time_ms BIGINT  NOT NULL,
  total_buckets              INTEGER NOT NULL,
  done                       BOOLEAN NOT NULL,
  owner                      TEXT    NOT NULL,
  created_at_ms              BIGINT  NOT NULL,
  created_by                 TEXT    NOT NULL,
  updated_at_ms              BIGINT  NOT NULL,
  updated_by                 TEXT    NOT NULL,
  -- Pages the partitions of a branch by name.
  PRIMARY KEY (table_id, branch, name)
);

-- Folders of dropped tables whose files may still be there: written with the drop, deleted after
-- the files.
CREATE TABLE folders_to_delete (
  location   TEXT   NOT NULL PRIMARY KEY,
  table_id   TEXT   NOT NULL
);
