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
