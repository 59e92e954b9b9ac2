-- Access keys, their secrets encrypted under a key that is not in this database, and bearer tokens
-- by digest only.

CREATE TABLE access_keys (
  access_key_id    TEXT   NOT NULL PRIMARY KEY,
  principal        TEXT   NOT NULL,
  encrypted_secret TEXT   NOT NULL,
  created_at_ms    BIGINT NOT NULL
);

CREATE TABLE bearer_tokens (
  token_digest  TEXT   NOT NULL PRIMARY KEY,
  principal     TEXT   NOT NULL,
  created_at_ms BIGINT NOT NULL
);

-- One row at most. Who inserts it makes the administrator, also when several servers start at once.
CREATE TABLE first_access_key (
  one           INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  access_key_id TEXT    NOT NULL
);
