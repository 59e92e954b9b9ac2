-- Access keys can be disabled; tokens have a name and an end; both say when they were used last.
-- Nonces of signed requests, and which sessions were ended before their time.

ALTER TABLE access_keys ADD COLUMN is_enabled BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE access_keys ADD COLUMN last_used_at_ms BIGINT;

-- Lists the access keys of a principal.
CREATE INDEX access_keys_of_principal ON access_keys (principal);

-- Those that are there already were made at the first start.
ALTER TABLE bearer_tokens ADD COLUMN name TEXT NOT NULL DEFAULT 'first start';
ALTER TABLE bearer_tokens ADD COLUMN expires_at_ms BIGINT;
ALTER TABLE bearer_tokens ADD COLUMN last_used_at_ms BIGINT;

-- Lists the tokens of a principal.
CREATE INDEX bearer_tokens_of_principal ON bearer_tokens (principal);

CREATE TABLE nonces (
  access_key_id TEXT   NOT NULL,
  nonce         TEXT   NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  -- Lets one of those who send the same nonce be first.
  PRIMARY KEY (access_key_id, nonce)
);

-- Finds those whose time is over.
CREATE INDEX nonces_by_expiry ON nonces (expires_at_ms);

-- Sessions are stored nowhere: their tokens carry them. Those of a role, or of a principal, that were
-- issued until an instant are no longer good.
CREATE TABLE ended_sessions (
  group_kind      TEXT   NOT NULL,
  group_name      TEXT   NOT NULL,
  issued_until_ms BIGINT NOT NULL,
  PRIMARY KEY (group_kind, group_name)
);
